"""What the cast does in the year, written by hand; the rest stands in the department's plans.

Hubs and record numbers are those of the synthetic department S; a pair is found by its part.
"""

from __future__ import annotations


STORY = """
day        | part                               | what
-----------|------------------------------------|-----------------------------------------------
2026-07-02 | mutual_mentoring                   | met PHONE
2026-07-08 | two_reports_one_quarter            | met PHONE
2026-07-08 | two_reports_one_quarter            | both report AY2025-Q4
2026-07-09 | mutual_mentoring two               | both report AY2025-Q4
2026-07-10 | mentee_on_leave_over_quarter_end   | met IN_PERSON
2026-07-10 | mentee_on_leave_over_quarter_end   | both report AY2025-Q4
2026-07-13 | report_signed_late                 | met PHONE
2026-07-15 | two_reports_one_quarter            | met IN_PERSON
2026-07-15 | pgy4_mentors_pgy1                  | met IN_PERSON
2026-07-16 | hub_without_mentor                 | lists a fellowship
2026-07-20 | pgy4_mentors_pgy1                  | mentee signs
2026-07-20 | mentor_in_two_groups               | coached by 1001
2026-07-29 | report_signed_late                 | mentee reports AY2025-Q4
2026-08-03 | report_signed_late                 | mentor reports AY2025-Q4
2026-08-03 | existing_mentor_codified           | FINAL hub 17 mentor 1049 programme CODIFIED
2026-08-03 | evaluator_proposed                 | FINAL hub 12 mentor 1001
2026-08-03 | final_then_reversed_before         | FINAL hub 11 mentor 1007
2026-08-03 | final_then_reversed_before         | taken back
2026-08-03 | final_then_reversed_after          | FINAL hub 17 mentor 1052
2026-08-03 | pairing_in_the_past                | FINAL hub 17 mentor 1002 from 2026-05-05
2026-08-03 | pairing_in_the_future              | FINAL hub 17 mentor 1002 from 2026-08-24
2026-08-06 | final_then_reversed_after          | taken back
2026-08-06 | resident_video_in_july             | met IN_PERSON
2026-08-07 | mentee_on_leave_over_quarter_end   | met PHONE
2026-08-10 | evaluator_proposed                 | taken back
2026-08-10 | report_signed_late                 | met IN_PERSON
2026-08-12 | pairing_in_the_past                | met IN_PERSON
2026-08-12 | two_reports_one_quarter            | met PHONE
2026-08-14 | pairing_in_the_past                | both sign
2026-08-20 | pgy4_mentors_pgy1                  | mentor signs
2026-09-04 | mentee_on_leave_over_quarter_end   | met PHONE
2026-09-08 | report_signed_late                 | met PHONE
2026-09-09 | two_reports_one_quarter            | met PHONE
2026-09-10 | mentor_in_two_groups               | met IN_PERSON
2026-09-10 | resident_video_in_july             | met PHONE
2026-09-20 | pgy4_mentors_pgy1                  | met PHONE
2026-09-30 | two_reports_one_quarter            | both report AY2026-Q1
2026-10-07 | two_reports_one_quarter            | met PHONE
2026-10-28 | mentee_on_leave_over_quarter_end   | met PHONE
2026-10-28 | mentee_on_leave_over_quarter_end   | both report AY2026-Q1
2026-11-20 | mentor_leaves_mid_quarter          | closed
2026-12-01 | resident_video_in_july             | met PHONE
2027-01-18 | senior_on_leave_with_deputy group  | reviewed H17 2026H2
2027-01-20 | group_with_one_pair                | reviewed H27 2026H2
2027-02-20 | mentor_in_two_groups               | met PHONE
2027-06-20 | existing_mentor_codified           | both report AY2026
"""

"""Sentences that people of the synthetic department write. None of them means anybody."""

from __future__ import annotations


DIVISIONS = (
    "General", "Cardiothoracic", "Obstetric", "Pediatric", "Critical care", "Pain", "Regional",
    "Neuroanesthesia", "Ambulatory", "Perioperative medicine",
)  # fmt: skip

EXPECTATIONS = (
    "Bring a one-page agenda; I answer within three days.",
    "We meet every third Thursday; drafts a week ahead, please.",
    "Come with one question and one thing that went well.",
    "I read every draft once in full; co-authors read the second one.",
)

WISHES = (
    "A first-author paper and a plan for promotion within three years.",
    "Turn my teaching into something I can present and publish.",
    "Learn how to run a quality project from question to result.",
    "Find out whether research time is realistic for me.",
    "Lead a small team well before I lead a large one.",
    "Somebody who has walked the clinical track and can tell me how.",
    "A first grant application, with feedback before it is too late.",
)

GOALS = (
    "Submit an abstract to the annual meeting",
    "Finish the protocol and have it approved",
    "Draft the introduction and methods of the first paper",
    "Run four simulation sessions and collect feedback",
    "Take part in one committee and report back",
    "Complete the statistics course",
    "Assemble the teaching dossier",
    "Map the promotion requirements against my portfolio",
)

SIGNS = (
    "The submission receipt",
    "Approval letter in hand",
    "A draft that both of us have read",
    "Feedback forms of all sessions",
)

PORTFOLIOS = (
    "Joins the running cohort study, owns one secondary question.",
    "Builds one teaching module for the residents, evaluated twice.",
    "Leads the audit of one pathway with a nurse partner.",
    "Writes one review with the hub, then an own small study.",
)

DIRECTIONS = (
    "An independent project with a small grant.",
    "Program leadership in education.",
    "A recognised clinical niche with a registry behind it.",
)

NEEDS = (
    "Half a day without clinical duty every other week.",
    "Help with the data request and the ethics application.",
    "Someone to say no on my behalf now and then.",
)

FEEDBACK = ("Straight away and in private.", "In writing first, then we talk.", "At each meeting.")

SUCCESS = ("Two of three goals done in a year.", "I would recommend this to a colleague.")

ACHIEVED = (
    "Abstract submitted and accepted as a poster.",
    "Protocol approved; first twelve patients enrolled.",
    "Taught two sessions; the feedback is collected.",
    "Literature review finished, outline agreed.",
    "Joined the committee and wrote the first summary.",
    "Data request granted; cleaning has begun.",
)

PLANS = (
    "Write the methods section and circulate it.",
    "Enrol twelve more patients.",
    "Prepare the talk and rehearse it twice.",
    "Meet the statistician, fix the analysis plan.",
    "Draft the promotion letter outline.",
)

CORRECTIONS = (
    "Fewer goals: the third one moves to next year.",
    "Fixed meeting date from now on, booked for six months.",
    "We ask the division for two protected half days.",
)

PLACES = ("Library, room 2", "Coffee bar on level 4", "Mentor's office", "Simulation suite")

ACTIONS = (
    "One more mentor for the hub next year.",
    "Meet again in three months with all mentees.",
    "Share the hub's data dictionary with the group.",
)

OPPORTUNITIES = (
    "Secondary analysis of the registry; two abstracts planned.",
    "Curriculum for the simulation week.",
    "Chart review with a prepared database.",
    "Quality project on handover, first cycle done.",
    """A synthetic trial looks for a site investigator.
    - One year, a tenth of full time; training is provided.
    - Two first-author papers are planned; the statistics core looks after the analysis.
    - Apply by writing to the hub.""",
)

SUPPORT = "Any time: Ombuds office 555-0101; Clinician wellness 555-0102; crisis line 988."

OFFICE_NOTES = (
    "Called after the corridor talk; prefers to speak with the vice chair in person.",
    "Asked us to keep the change of division between us until spring.",
)

ODD_GOAL = (
    "Write \"first & foremost\" about O'Feldspar's ratio <5 % µg/kg\n"
    "and read /etc/hosts or C:\\Users\\drafts\\goal.docx; naïve, façade, 麻酔, 🙂"
)
"""What a free text can hold: quotes, ampersand, angle bracket, newline, paths, accents, emoji."""

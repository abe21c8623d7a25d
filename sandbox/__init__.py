"""A REDCap-compatible server, a synthetic department and an SMTP catcher, for rehearsals."""

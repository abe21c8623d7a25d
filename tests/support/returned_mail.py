"""What comes back to an office mailbox, as real mail systems write it."""

from __future__ import annotations

from email.message import EmailMessage


def a_report(
    key: str,
    status: str = "5.1.1",
    *,
    action: str = "failed",
    source: str = "<report-1@relay.example.edu>",
    quotes: str = "message",
    domain: str = "mail.example.edu",
) -> bytes:
    """A delivery report in Postfix's way; *quotes*: message, headers, reply or nothing."""
    original = f"<m.{key}@{domain}>"
    lines = [
        "From: MAILER-DAEMON@relay.example.edu (Mail Delivery System)",
        "To: office@example.edu",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: {source}",
        "Auto-Submitted: auto-replied",
        *([f"In-Reply-To: {original}"] if quotes == "reply" else []),
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"',
        "",
        "--B",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "I'm sorry to have to inform you that your message could not be delivered.",
        "--B",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; relay.example.edu",
        "X-Postfix-Queue-ID: 480ED28E5A9",
        "",
        "Final-Recipient: rfc822; somebody@example.edu",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: smtp; 550 {status} said the other side",
        "",
    ]
    if quotes == "message":
        lines += ["--B", "Content-Type: message/rfc822", "", f"Message-ID: {original}",
                  "Subject: Mentorship: your report", "", "Words."]  # fmt: skip
    if quotes == "headers":
        lines += ["--B", "Content-Type: text/rfc822-headers", "", f"Message-ID: {original}", ""]
    return ("\r\n".join([*lines, "--B--", ""])).encode()


def an_answer(key: str, *, automatic: bool, domain: str = "mail.example.edu") -> bytes:
    """A person's answer to one of our mails, or their out-of-office note."""
    message = EmailMessage()
    message["From"], message["To"] = "reader@example.edu", "office@example.edu"
    message["Subject"] = "Automatic reply: away" if automatic else "Re: your report"
    message["In-Reply-To"] = f"<m.{key}@{domain}>"
    if automatic:
        message["Auto-Submitted"] = "auto-replied"
    message.set_content("Status: 5.1.1 is what the last one said. Action: failed.")
    return message.as_bytes()


def a_read_receipt(key: str, domain: str = "mail.example.edu") -> bytes:
    """A report that a mail was read (RFC 8098), which is no delivery report."""
    return a_report(key, domain=domain).replace(b"delivery-status", b"disposition-notification")

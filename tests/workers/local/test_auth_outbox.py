"""The outbox: mails in order, whole, and readable by nobody else."""

from __future__ import annotations

from pathlib import Path

from flywheel.local.auth import Mail, Outbox


def note(number: int) -> Mail:
    return Mail("a@b.cd", "magiclink", f"mail {number}", "text: رسالة", "123456", "http://x/")


def test_the_newest_mail_comes_first(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    for number in range(5):
        outbox.send(note(number))
    subjects = [mail.subject for mail in outbox.messages()]
    assert subjects == [f"mail {number}" for number in (4, 3, 2, 1, 0)]
    assert [mail.subject for mail in outbox.messages(2)] == subjects[:2]


def test_a_mail_is_read_as_it_was_sent(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    sent = note(1)
    assert Mail.read(outbox.send(sent)) == sent
    assert outbox.messages() == [sent]


def test_an_outbox_that_was_never_used_is_empty(tmp_path: Path) -> None:
    assert Outbox(tmp_path / "none").messages() == []


def test_a_mail_that_is_being_written_is_not_seen(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.send(note(1))
    (tmp_path / "99999999T000000.000000Z-x.partial").write_text('{"to": ')
    assert len(outbox.messages()) == 1

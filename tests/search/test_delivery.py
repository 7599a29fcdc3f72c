"""Deliveries by webhook and e-mail, against real local servers: signed, tried again, given up, silent at night."""

import base64
import hashlib
import hmac
import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest
from aiosmtpd.smtp import AuthResult
from pydantic import SecretStr

from search import alerts, delivery, mail, webhook
from search.alert_state import Sending, States, sending_key
from search.attempt import Delivered, Never, TryLater
from search.delivery import after, batch_id, pause
from search.notices import Notice, Notices
from search.quiet import read
from search.saved import Saved, SavedSearches
from tests.search.factories import NOON, an_article
from tests.search.receivers import CERTIFICATE, a_mail_server, a_receiver, server_tls

A_MINUTE = timedelta(minutes=1)
ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def word():
    return f"wort{uuid4().hex[:10]}"


@pytest.fixture
def receiver():
    with a_receiver() as running:
        yield running


@pytest.fixture
def searches(searcher, settings, tmp_path):
    chosen = settings.model_copy(update={"home": tmp_path, "webhook_private_hosts": "localhost", "alert_attempts": 3})
    found = SavedSearches(searcher, chosen)
    yield found
    for saved in found.all():
        found.remove(saved.id)


@pytest.fixture
def alert(searches, word):
    def made(**parts):
        saved = searches.save(Saved(name="Brücken im Kreis", text=word, **parts), NOON)
        alerts.switch_on(searches.searcher, saved.id, NOON, searches.settings)
        return searches.get(saved.id)

    return made


@pytest.fixture
def write(index, word):
    def written(*titles):
        index.write([an_article(f"{title} {word}", f"Es geht um {word}, auch bei {title}.") for title in titles])

    return written


def run(searches, now=NOON):
    return alerts.run(searches.searcher, now, searches.settings).deliveries


def told(received):
    return {story["title"].split()[0] for story in json.loads(received.body)["stories"]}


def test_a_webhook_is_told_what_was_found(searches, receiver, alert, write, word):
    saved = alert(webhook=receiver.url)
    write("Eins", "Zwei")
    assert run(searches).sent == 1
    (received,) = receiver.received
    message = json.loads(received.body)
    assert message["type"] == "alert.found"
    assert message["alert"] == {"id": saved.id, "name": "Brücken im Kreis", "query": word}
    assert told(received) == {"Eins", "Zwei"}
    assert message["stories"][0]["passages"]
    assert received.headers["host"] == f"localhost:{receiver.port}"


def test_a_receiver_can_check_the_signature_as_standard_webhooks_asks(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url)
    write("Eins")
    run(searches)
    (received,) = receiver.received
    secret = webhook.secret(webhook.installation_key(searches.settings), saved.id)
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = b".".join(
        [received.headers["webhook-id"].encode(), received.headers["webhook-timestamp"].encode(), received.body]
    )
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert received.headers["webhook-signature"] == f"v1,{expected}"
    assert received.headers["webhook-timestamp"] == str(int(NOON.timestamp()))


def test_the_check_that_the_documentation_shows_works(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url)
    write("Eins")
    run(searches)
    (received,) = receiver.received
    shown = re.search(r"```python\n(.*?)```", (ROOT / "docs" / "alerts.md").read_text("utf8"), re.DOTALL)
    names = {}
    exec(shown[1], names)
    secret = webhook.secret(webhook.installation_key(searches.settings), saved.id)
    assert names["genuine"](secret, received.headers, received.body)
    assert not names["genuine"](secret, received.headers, received.body + b" ")


def test_the_signature_is_that_of_the_standards_own_example():
    # https://github.com/standard-webhooks/standard-webhooks: the vector that its libraries are tested with.
    made = webhook.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_installations_key_is_made_once_for_this_user_alone(searches):
    first = webhook.installation_key(searches.settings)
    assert webhook.installation_key(searches.settings) == first
    assert (searches.settings.home / "webhook-key").stat().st_mode & 0o077 == 0
    assert webhook.secret(first, "a") != webhook.secret(first, "b")


def test_what_failed_is_sent_again_later_the_same_under_the_same_id(searches, receiver, alert, write):
    receiver.answers[:] = [(503, {}), (204, {})]
    saved = alert(webhook=receiver.url)
    write("Eins")
    assert run(searches).failed == 1
    write("Zwei")
    assert run(searches).failed == run(searches).sent == 0
    assert len(receiver.received) == 1
    assert run(searches, NOON + 2 * A_MINUTE).sent == 2
    first, again, second = receiver.received
    assert first.body == again.body
    assert first.headers["webhook-id"] == again.headers["webhook-id"] != second.headers["webhook-id"]
    assert told(second) == {"Zwei"}
    state = States(searches.searcher).get(sending_key(saved.id, "webhook"), Sending)[0]
    assert (state.batch, state.attempts, state.last_error) == ((), 0, None)


def test_after_enough_attempts_it_is_given_up_with_the_reason(searches, receiver, alert, write):
    receiver.answers[:] = [(500, {})]
    saved = alert(webhook=receiver.url)
    write("Eins")
    moments = [NOON, NOON + 5 * A_MINUTE, NOON + 60 * A_MINUTE, NOON + 600 * A_MINUTE]
    outcomes = [run(searches, moment) for moment in moments]
    assert [outcome.failed for outcome in outcomes] == [1, 1, 0, 0]
    assert [outcome.given_up for outcome in outcomes] == [0, 0, 1, 0]
    (notice,) = alerts.found(searches.searcher, saved.id)
    assert notice.webhook == "given_up"
    assert "500" in notice.reason
    (status,) = alerts.status(searches.searcher, searches.settings)
    assert "attempt 3 of 3" in status.sendings["webhook"].last_error


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(searches, receiver, alert, write):
    receiver.answers[:] = [(410, {})]
    alert(webhook=receiver.url)
    write("Eins")
    assert run(searches).given_up == 1
    assert run(searches, NOON + timedelta(hours=8)) == delivery.Tally()


def test_a_receiver_may_ask_to_wait(searches, receiver, alert, write):
    receiver.answers[:] = [(429, {"retry-after": "3600"}), (200, {})]
    alert(webhook=receiver.url)
    write("Eins")
    run(searches)
    assert run(searches, NOON + 59 * A_MINUTE).sent == 0
    assert run(searches, NOON + 61 * A_MINUTE).sent == 1


def test_a_redirect_is_not_followed(searches, receiver, alert, write):
    with a_receiver() as elsewhere:
        receiver.answers[:] = [(307, {"location": elsewhere.url})]
        saved = alert(webhook=receiver.url)
        write("Eins")
        assert run(searches).failed == 1
        assert elsewhere.received == []
    state = States(searches.searcher).get(sending_key(saved.id, "webhook"), Sending)[0]
    assert "redirects are not followed" in state.last_error


def test_a_receiver_that_is_down_is_tried_again(searches, alert, write):
    with a_receiver() as closed:
        url = closed.url
    alert(webhook=url)
    write("Eins")
    assert run(searches).failed == 1


def test_a_private_address_is_refused_for_good_unless_its_host_is_named(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url)
    strict = SavedSearches(searches.searcher, searches.settings.model_copy(update={"webhook_private_hosts": ""}))
    searches.write(replace(saved, webhook=receiver.url.replace("http:", "https:")))
    write("Eins")
    assert run(strict).given_up == 1
    assert receiver.received == []
    state = States(searches.searcher).get(sending_key(saved.id, "webhook"), Sending)[0]
    assert "NEWSLOOM_WEBHOOK_PRIVATE_HOSTS" in state.last_error


@pytest.fixture
def trusting(searches):
    return SavedSearches(searches.searcher, searches.settings.model_copy(update={"webhook_ca": CERTIFICATE}))


def test_over_tls_the_name_is_checked_although_the_address_is_dialled(trusting, alert, write):
    with a_receiver(server_tls()) as receiver:
        alert(webhook=receiver.url)
        write("Eins")
        assert run(trusting).sent == 1


def test_a_certificate_that_nobody_vouches_for_is_not_told_anything(searches, alert, write):
    with a_receiver(server_tls()) as receiver:
        alert(webhook=receiver.url)
        write("Eins")
        assert run(searches).failed == 1
        assert receiver.received == []


def test_in_quiet_hours_nothing_is_sent_and_then_all_at_once(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url, quiet=read("11:00-14:00"))
    write("Eins")
    assert run(searches).quiet == 1
    write("Zwei")
    run(searches, NOON + A_MINUTE)
    assert receiver.received == []
    assert len(alerts.found(searches.searcher, saved.id)) == 2
    assert run(searches, NOON + timedelta(hours=2)).sent == 1
    (received,) = receiver.received
    assert told(received) == {"Eins", "Zwei"}


def test_many_stories_go_out_in_several_batches(searches, receiver, alert, write, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 2)
    alert(webhook=receiver.url)
    write("Eins", "Zwei", "Drei")
    assert run(searches).sent == 2
    assert [len(json.loads(received.body)["stories"]) for received in receiver.received] == [2, 1]


def test_a_batch_that_a_dead_process_claimed_is_sent_when_the_claim_has_run_out(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url)
    write("Eins")
    alerts.matching.read_all(searches.searcher, [saved], NOON)
    claimed = delivery._claim(searches.searcher, saved, "webhook", NOON)
    assert run(searches, NOON + A_MINUTE).sent == 0
    assert run(searches, NOON + 11 * A_MINUTE).sent == 1
    assert receiver.received[0].headers["webhook-id"] == claimed.id


def test_a_batch_that_was_sent_before_its_process_died_is_not_sent_again(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url)
    write("Eins")
    alerts.matching.read_all(searches.searcher, [saved], NOON)
    claimed = delivery._claim(searches.searcher, saved, "webhook", NOON)
    Notices(searches.searcher).end([claimed.notices[0].id], "webhook", "sent")
    assert run(searches, NOON + 11 * A_MINUTE) == delivery.Tally()
    assert receiver.received == []


def test_more_batches_than_are_taken_at_once_are_all_sent(searches, receiver, alert, write, monkeypatch):
    monkeypatch.setattr(delivery, "MOST_CLAIMED", 2)
    for _ in range(3):
        alert(webhook=receiver.url)
    write("Eins")
    assert run(searches).sent == 3
    assert len({received.headers["webhook-id"] for received in receiver.received}) == 3


def test_two_processes_cannot_claim_the_same_batch(searches, alert, write):
    saved = alert(webhook="http://localhost:9/x")
    write("Eins")
    alerts.matching.read_all(searches.searcher, [saved], NOON)
    assert delivery._claim(searches.searcher, saved, "webhook", NOON) is not None
    assert delivery._claim(searches.searcher, saved, "webhook", NOON) is None


def test_switching_off_drops_what_waits(searches, receiver, alert, write):
    saved = alert(webhook=receiver.url, quiet=read("11:00-14:00"))
    write("Eins")
    run(searches)
    alerts.switch_off(searches.searcher, saved.id, searches.settings)
    alerts.switch_on(searches.searcher, saved.id, NOON, searches.settings)
    assert run(searches, NOON + timedelta(hours=3)) == delivery.Tally()
    assert receiver.received == []


def test_pauses_double_up_to_six_hours_and_differ_between_alerts():
    pauses = [pause(attempts, "a") for attempts in range(1, 30)]
    assert A_MINUTE <= pauses[0] <= 1.2 * A_MINUTE
    assert all(later > sooner for sooner, later in pairwise(pauses[:9]))
    assert max(pauses) <= 1.2 * timedelta(hours=6)
    assert len({pause(1, str(number)) for number in range(20)}) > 10


def test_the_id_of_a_batch_does_not_depend_on_its_order():
    assert (
        batch_id("a", "webhook", ["1", "2"]) == batch_id("a", "webhook", ["2", "1"]) != batch_id("b", "webhook", ["1"])
    )


@pytest.mark.parametrize(
    ("ended", "attempts", "outcome"),
    [
        (Delivered(), 5, "sent"),
        (Never(reason="gone"), 0, "given_up"),
        (TryLater(reason="busy"), 0, "failed"),
        (TryLater(reason="busy"), 11, "given_up"),
    ],
)
def test_an_attempt_comes_to_one_outcome(ended, attempts, outcome):
    sending = Sending(alert="a", channel="mail", batch=("1",), attempts=attempts, claimed_until=NOON)
    following, came_to = after(sending, ended, NOON, 12)
    assert came_to == outcome
    assert following.claimed_until is None
    assert bool(following.batch) == (outcome == "failed")


def test_an_email_tells_what_was_found(searches, alert, write, word):
    with a_mail_server() as mailbox:
        saved = alert(mail=("anna@example.org", "bert@example.org"))
        write("Eins <b>", "Zwei")
        assert run(mailing(searches, mailbox, smtp_security="none")).sent == 1
    (message,) = mailbox.messages
    assert mailbox.recipients == [["anna@example.org", "bert@example.org"]]
    assert message["message-id"] == f"<{batch_id(saved.id, 'mail', ids(searches, saved))}@localhost>"
    assert message["auto-submitted"] == "auto-generated"
    text, page = (part.get_payload(decode=True).decode() for part in message.get_payload())
    assert f"Eins <b> {word}" in text
    assert "https://beispielblatt.test/" in text
    assert "Eins &lt;b&gt;" in page
    assert f"/alerts/{saved.id}.atom" in text


def test_an_email_goes_over_tls_with_user_and_password(searches, alert, write):
    def knows(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=(given.login, given.password) == (b"newsloom", b"secret"))

    with a_mail_server(
        tls_context=server_tls(), require_starttls=True, authenticator=knows, auth_required=True
    ) as mailbox:
        alert(mail=("anna@example.org",))
        write("Eins")
        chosen = mailing(
            searches, mailbox, smtp_ca=CERTIFICATE, smtp_user="newsloom", smtp_password=SecretStr("secret")
        )
        assert run(chosen).sent == 1
    assert mailbox.over_tls == [True]


def test_a_mail_server_without_tls_is_told_nothing(searches, alert, write):
    with a_mail_server() as mailbox:
        alert(mail=("anna@example.org",))
        write("Eins")
        assert run(mailing(searches, mailbox)).failed == 1
    assert mailbox.messages == []


@pytest.mark.parametrize(("answer", "outcome"), [("550 no such user", "given_up"), ("451 greylisted", "failed")])
def test_a_mail_server_that_refuses_decides_whether_to_try_again(searches, alert, write, answer, outcome):
    with a_mail_server() as mailbox:
        mailbox.answer = answer
        alert(mail=("anna@example.org",))
        write("Eins")
        assert getattr(run(mailing(searches, mailbox, smtp_security="none")), outcome) == 1


def test_without_a_mail_server_the_reason_says_what_to_set(searches, alert, write):
    saved = alert(mail=("anna@example.org",))
    write("Eins")
    assert run(searches).failed == 1
    state = States(searches.searcher).get(sending_key(saved.id, "mail"), Sending)[0]
    assert "NEWSLOOM_SMTP_HOST" in state.last_error


def test_a_title_cannot_bring_a_header_of_its_own(settings):
    notice = Notice(
        id="1", alert="a", story="s", article="s", url="javascript:alert(1)", source="x", at=NOON,
        title="Eins\r\nBcc: victim@example.org",
    )  # fmt: skip
    alert = Saved(name="Alarm", mail=("anna@example.org",))
    made = mail.message(alert, [notice], key="k", now=NOON, settings=settings)
    assert made["Bcc"] is None
    assert made["Subject"] == "Alarm: Eins Bcc: victim@example.org"
    assert 'href="javascript' not in made.as_string()


def mailing(searches, mailbox, **parts):
    told = {"smtp_host": "localhost", "smtp_port": mailbox.port, **parts}
    return SavedSearches(searches.searcher, searches.settings.model_copy(update=told))


def ids(searches, saved):
    return [notice.id for notice in alerts.found(searches.searcher, saved.id)]

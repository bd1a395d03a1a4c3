"""Who may do what with the table, at Partner Central, and with the secrets of partners."""

from aws_cdk import CfnParameter

from infra.functions import Doors, Steps
from infra.partner_central import PartnerCentral
from infra.partner_secrets import PartnerSecrets
from infra.referral_store import ReferralStore


def grant_table(store: ReferralStore, *, doors: Doors, steps: Steps) -> None:
    store.may_be_read_by(doors.show)
    woken = [doors.api, doors.read_hint, doors.read_crm_hint, doors.tell, doors.call_back]
    woken.append(doors.work_off)
    # The relay writes down what it queues for webhooks.
    by_itself = [doors.poll, doors.poll_crm, doors.watch, doors.relay]
    store.may_be_changed_by(*woken, *by_itself, *steps.all)
    counters = [doors.api, doors.read_hint, doors.read_crm_hint, doors.poll, doors.work_off]
    store.may_be_counted_by(*counters)
    # Deleted are the claim of an Idempotency-Key whose request failed, the old place of a
    # contact that learns its e-mail, and the places of referrals that their owners have ended.
    store.may_be_emptied_by(doors.api, steps.create_contact, doors.read_hint, doors.watch)


def grant_partner_central(catalog: CfnParameter, *, doors: Doors, steps: Steps) -> None:
    partner_central = PartnerCentral(catalog=catalog)
    partner_central.may_be_read_by(doors.read_hint)
    partner_central.may_be_listed_by(doors.poll)
    partner_central.may_be_answered_by(steps.decide)
    partner_central.may_be_told_by(doors.tell)
    partner_central.may_be_tested_by(doors.api)


def grant_secrets(secrets: PartnerSecrets, *, doors: Doors, steps: Steps) -> None:
    talkers = [doors.read_hint, doors.poll, steps.decide, doors.tell]
    secrets.may_be_put_by(doors.api)
    secrets.may_be_read_by(doors.api, *talkers)
    secrets.may_be_renewed_by(*talkers)

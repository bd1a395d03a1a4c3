"""What there is for the sake of the host's CRM."""

from constructs import Construct

from infra.crm_access import CrmAccess
from infra.crm_events import CrmEvents
from infra.functions import Doors, Steps
from infra.parameters import Parameters
from infra.queues import Queues
from infra.referral_list import ReferralList
from infra.referral_store import ReferralStore
from infra.schedules import Schedules


class HostCrm:
    """
    A way in for the functions that call it, hints when it has news, and the list inside it.

    Most of it is there only where the CRM is not the built-in one.
    """

    def __init__(
        self,
        scope: Construct,
        parameters: Parameters,
        *,
        store: ReferralStore,
        queues: Queues,
        schedules: Schedules,
        doors: Doors,
        steps: Steps,
    ) -> None:
        crm = parameters.crm
        callers = [doors.api, doors.read_crm_hint, doors.show, doors.tell, doors.poll_crm]
        callers += [doors.work_off, steps.decide, steps.match_contact, steps.create_contact]
        elsewhere = CrmAccess(scope, "CrmAccess", crm=crm, users=callers).elsewhere
        # The built-in CRM tells of its sales, too: by the relay.
        queues.crm_hints.read_by(doors.read_crm_hint)
        writers = [doors.api, steps.decide, doors.poll_crm, doors.tell, doors.relay]
        queues.crm_hints.written_by(*writers)
        queues.crm_hints.put_off_by(doors.read_crm_hint)
        queues.crm_hints.given_up_by(doors.read_crm_hint)
        CrmEvents(scope, "CrmEvents", bus=crm.event_bus, inbox=queues.crm_hints)
        # Events bring hints, and so does the poll, which finds what events lost.
        schedules.wake(doors.poll_crm, minutes=parameters.watch_minutes, where=elsewhere)
        listed = ReferralList(
            scope, "ReferralList", store=store, function=doors.show, where=elsewhere
        )
        self.alarms = listed.alarms

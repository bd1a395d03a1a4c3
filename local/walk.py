"""The main job, once for each door, as its users would do it."""

from local.hub import LocalHub
from local.steps import Steps


def walk(hub: LocalHub, steps: Steps) -> None:
    """
    Take one AWS referral and one HTTPS referral through the whole job.

    Raises:
        StepFailedError: a step did not happen.
    """
    steps.heading("The docs")
    with steps.step(f"docs are served at {hub.docs_url}"):
        pass

"""The sales stages of a new org (Object Reference, "OpportunityStage")."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """What it means for an opportunity to stand here; probability in percent."""

    name: str
    probability: int
    forecast: str = "Pipeline"
    is_closed: bool = False
    is_won: bool = False


STAGES = (
    Stage("Prospecting", 10),
    Stage("Qualification", 10),
    Stage("Needs Analysis", 20),
    Stage("Value Proposition", 50),
    Stage("Id. Decision Makers", 60),
    Stage("Perception Analysis", 70),
    Stage("Proposal/Price Quote", 75),
    Stage("Negotiation/Review", 90),
    Stage("Closed Won", 100, "Closed", is_closed=True, is_won=True),
    Stage("Closed Lost", 0, "Omitted", is_closed=True),
)


def stage_named(name: object) -> Stage | None:
    return next((stage for stage in STAGES if stage.name == name), None)

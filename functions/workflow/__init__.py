"""
The steps of the intake workflow, beside the state machine that calls them
(referral_intake.asl.json).
"""

"""Runs the referrals of a time against a reward policy before it is published, over HTTP only."""

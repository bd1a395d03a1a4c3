/** Forbids saves by which an opportunity would be shared while something of it is wrong. */
trigger ReferralHubSave on Opportunity (before insert, before update) {
    ReferralHubRules.check(Trigger.new, Trigger.oldMap);
}

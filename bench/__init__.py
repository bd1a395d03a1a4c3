"""What the main job costs: instructions, transitions, units of DynamoDB, dollars."""

"""Partners: who they are, how they are asked, what they say."""

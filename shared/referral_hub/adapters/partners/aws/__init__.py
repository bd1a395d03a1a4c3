"""AWS Partner Central: opportunity invitations in, answers and the CRM's opportunity id out."""

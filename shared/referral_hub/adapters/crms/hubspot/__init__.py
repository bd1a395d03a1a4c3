"""HubSpot as the customer's CRM."""

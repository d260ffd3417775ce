"""The demo programme: invented people whose story is told through the services, so that no page of any role is empty."""

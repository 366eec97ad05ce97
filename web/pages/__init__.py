"""Pages for people: subscription links, letters, the built cabinet, the description of the APIs."""

"""What people say of links: verdicts and outreach, kept apart from what crawls see."""

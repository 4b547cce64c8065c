// Empty: measures what an import costs by itself.

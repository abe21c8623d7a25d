"""Mail: messages, rendering, outbox, gates and the relay."""

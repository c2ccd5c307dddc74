"""A stand-in for Supabase Realtime in local development, held to the official clients.

The parts, from the outside in: `app` (HTTP and the socket's address), `socket` (one client),
`channel` (one topic of one client), `hub` (who is where), `feed` → `changes` → `events` (the
write-ahead log, to whom it may concern), `authorization` (policies of private channels).
"""

from flywheel.local.realtime.app import create_app
from flywheel.local.realtime.context import Limits, RealtimeContext

__all__ = ["Limits", "RealtimeContext", "create_app"]

"""A stand-in for Supabase Realtime in local development, held to the official clients.

The parts, from the outside in: `app` (HTTP and the socket's address), `socket` (one client),
`channel` (one topic of one client), `follower` (its `postgres_changes`), `hub` (who is where),
`feed` → `decoder` → `changes` → `events` (the write-ahead log, to whom it may concern),
`authorization` (policies of private channels).

Where it differs from the real one on purpose:

- a join is answered once the log is followed, so that no change after it is missed;
- each subscription to `postgres_changes` stands alone: a bad one does not refuse the others;
- a broadcast without permission to write is answered with an error where the client asked
  for an answer, instead of with silence;
- a role that may not select a table gets "Error 401" for deletes too, as for other changes;
- broken JSON is answered with a `system` message and the socket goes on;
- clients of before 2022, which join a table by its topic without `config`, are not served.
"""

from flywheel.local.realtime.app import create_app
from flywheel.local.realtime.context import Limits, RealtimeContext

__all__ = ["Limits", "RealtimeContext", "create_app"]

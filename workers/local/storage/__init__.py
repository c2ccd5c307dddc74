"""A stand-in for Supabase Storage on the local stack.

It speaks the HTTP API of Supabase Storage as far as buckets, uploads, downloads, lists, moves,
copies, removal and signed addresses go; rows lie in `storage.buckets` and `storage.objects`,
and their policies decide. It is for development: production uses Supabase Storage itself, and
nothing outside `flywheel.local` imports this package.
"""

from flywheel.local.storage.app import create_app
from flywheel.local.storage.context import StorageContext
from flywheel.local.storage.files import FileStore

__all__ = ["FileStore", "StorageContext", "create_app"]

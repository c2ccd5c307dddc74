"""A stand-in for Supabase Auth on the local stack.

It speaks the HTTP API and keeps the tables of Supabase Auth, as far as e-mail, passwords,
one-time codes, PKCE, TOTP factors and the admin calls go. It is for development: production
uses Supabase Auth itself, and nothing outside `flywheel.local` imports this package.
"""

from flywheel.local.auth.app import create_app
from flywheel.local.auth.context import AuthContext, AuthSettings
from flywheel.local.auth.outbox import Mail, Outbox

__all__ = ["AuthContext", "AuthSettings", "Mail", "Outbox", "create_app"]

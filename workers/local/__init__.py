"""The local stack: Supabase for development, without Docker. Nothing of it is production."""

"""Files of content: the bucket `assets` of Supabase Storage, and the jobs that clean it up."""

-- content: the bucket that files of content lie in.
--
-- The tables are Supabase Storage's. What may come in is what a browser shows without running
-- anything: no HTML and no SVG, which carry scripts.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values (
    'assets',
    'assets',
    false,
    50 * 1024 * 1024,
    array[
        'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif',
        'video/mp4', 'video/webm', 'video/quicktime',
        'audio/mpeg', 'audio/mp4', 'audio/aac', 'audio/ogg', 'audio/wav', 'audio/webm',
        'audio/flac', 'application/pdf', 'text/plain', 'text/markdown', 'text/csv'
    ]
)
on conflict (id) do nothing;

-- Create asset storage: the bucket for files of content, who may use it, and jobs that delete files
-- which nothing refers to any longer.
-- The index is built in one go: it is small, because file_url is null in most rows so far.
-- squawk-ignore-file require-concurrent-index-creation

set local lock_timeout = '4s';
set local statement_timeout = '2min';
set local check_function_bodies = off;

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

CREATE OR REPLACE FUNCTION private.delete_asset_files()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform jobs.enqueue(
        'content.delete_file',
        jsonb_build_object(
            'path', substr(r.file_url, length('assets/') + 1),
            'forgotten_at', now()
        )
    )
    from removed as r
    -- The text is anybody's: it must not name a file of another workspace.
    where starts_with(r.file_url, format('assets/%s/', r.workspace_id))
        and not exists (select from public.content_assets as a where a.file_url = r.file_url)
        -- Where the workspace goes, its whole folder goes.
        and exists (select from public.workspaces as w where w.id = r.workspace_id);
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_workspace_files()
  RETURNS TRIGGER
  LANGUAGE plpgsql
  SECURITY DEFINER
  SET search_path TO ''
  AS $function$
begin
    perform jobs.enqueue(
        'content.delete_workspace_files', jsonb_build_object('workspace_id', g.id)
    )
    from gone as g;
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION public.is_asset_file_unused (
  path  text,
  since timestamp with time zone
)
  RETURNS boolean
  LANGUAGE sql
  STABLE
  SET search_path TO ''
  AS $function$
    select
        not exists (
            select from public.content_assets as a where a.file_url = 'assets/' || path
        )
        -- Uploaded again meanwhile, for a row that is still to be written.
        and not exists (
            select
            from storage.objects as o
            where o.bucket_id = 'assets' and o.name = path and o.updated_at > since
        )
$function$;

REVOKE ALL ON FUNCTION "public"."is_asset_file_unused"(text, timestamp WITH time zone) FROM PUBLIC, "anon", "authenticated";

CREATE INDEX content_assets_file_url ON public.content_assets USING hash (file_url);

CREATE TRIGGER content_assets_delete_files
  AFTER DELETE ON public.content_assets REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.delete_asset_files();

CREATE TRIGGER content_assets_delete_replaced_files
  AFTER UPDATE ON public.content_assets REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.delete_asset_files();

CREATE TRIGGER workspaces_delete_files
  AFTER DELETE ON public.workspaces REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT
  EXECUTE FUNCTION private.delete_workspace_files();

create policy content_files_select on storage.objects
for select to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('viewer')::text))
);

create policy content_files_insert on storage.objects
for insert to authenticated
with check (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);

create policy content_files_update on storage.objects
for update to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
)
with check (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);

create policy content_files_delete on storage.objects
for delete to authenticated
using (
    bucket_id = 'assets'
    and (storage.foldername(name))[1] = any(array(select private.workspace_ids('member')::text))
);

COMMENT ON COLUMN "public"."content_assets"."file_url" IS 'Where the file is: assets/<workspace_id>/<path> in Storage, or an address elsewhere. For a link leave the bucket out: storage.from(''assets'').createSignedUrl(''<workspace_id>/<path>'', 3600).';

COMMENT ON FUNCTION "private"."delete_asset_files"() IS 'Trigger function: has the files deleted that content_assets no longer refers to.';

COMMENT ON FUNCTION "private"."delete_workspace_files"() IS 'Trigger function: has all files of deleted workspaces deleted.';

COMMENT ON FUNCTION "public"."is_asset_file_unused"(text, timestamp with time zone) IS 'Whether no content_assets row refers to a file of the bucket assets and nobody has stored it anew since then. For workers.';

REVOKE ALL ON FUNCTION "private"."delete_asset_files"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."delete_asset_files"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."delete_asset_files"() TO "postgres";

REVOKE ALL ON FUNCTION "private"."delete_workspace_files"() FROM PUBLIC;

REVOKE ALL ON FUNCTION "private"."delete_workspace_files"() FROM "postgres";

GRANT EXECUTE ON FUNCTION "private"."delete_workspace_files"() TO "postgres";

REVOKE ALL ON FUNCTION "public"."is_asset_file_unused"(text, timestamp WITH time zone) FROM "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_asset_file_unused"(text, timestamp WITH time zone) TO "postgres";

GRANT EXECUTE ON FUNCTION "public"."is_asset_file_unused"(text, timestamp WITH time zone) TO "service_role";

-- Storage that is away for a while must not leave files behind: ten attempts take some hours.
select jobs.register_type(
    'content.delete_file',
    'Deletes a file that no asset refers to any longer.',
    max_attempts => 10,
    backoff_seconds => 30
);
select jobs.register_type(
    'content.delete_workspace_files',
    'Deletes all files of a workspace that is gone.',
    max_attempts => 10,
    backoff_seconds => 30
);

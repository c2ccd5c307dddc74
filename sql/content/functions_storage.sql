-- content: files go with what they belong to.
--
-- A row of storage.objects cannot be deleted from here, because its bytes would stay: workers
-- delete through Storage's API. Their jobs carry no workspace, which may be gone by then.
--
-- Security definer:
--   private.delete_asset_files, private.delete_workspace_files
--       run as whoever deletes the row; enqueueing is not granted to people

create function private.delete_asset_files() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
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
$$;
comment on function private.delete_asset_files() is
'Trigger function: has the files deleted that content_assets no longer refers to.';

create function private.delete_workspace_files() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform jobs.enqueue(
        'content.delete_workspace_files', jsonb_build_object('workspace_id', g.id)
    )
    from gone as g;
    return null;
end
$$;
comment on function private.delete_workspace_files() is
'Trigger function: has all files of deleted workspaces deleted.';

create function public.is_asset_file_unused(path text, since timestamptz) returns boolean
language sql
stable
set search_path = ''
as $$
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
$$;
comment on function public.is_asset_file_unused(text, timestamptz) is
'Whether no content_assets row refers to a file of the bucket assets and nobody has stored it '
'anew since then. For workers.';

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

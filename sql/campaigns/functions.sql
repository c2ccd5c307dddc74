-- campaigns: launches, versions of components, and what people do with shared ones.
--
-- security definer, and why:
--   private.like_component       writes component_likes, which nobody may write, and answers for
--                                marketplace items, which their workspace alone may read
--   private.download_component   reads a shared component and writes component_downloads

create function private.stamp_launch() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status in ('launched', 'active') then
        new.launched_at := coalesce(new.launched_at, now());
    end if;
    return new;
end
$$;
comment on function private.stamp_launch() is
'Trigger: a campaign that runs has the time of its first launch. '
'Attach before insert or update of status.';

create function private.number_component() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if (new.code, new.props, new.css_styles) is distinct from (old.code, old.props, old.css_styles)
    then
        new.version := old.version + 1;
    end if;
    return new;
end
$$;
comment on function private.number_component() is
'Trigger: a component that changes gets the next version number. Attach before update.';

create function private.shared_component(component_id uuid) returns public.component_library
language plpgsql
stable
set search_path = ''
as $$
declare
    found_component public.component_library;
begin
    select c.* into found_component
    from public.component_library as c
    where c.id = component_id
        and (
            c.is_public
            or c.is_marketplace_item
            or c.workspace_id = any (array(select private.workspace_ids('viewer')))
        );
    if found_component.id is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no component %s', component_id),
            hint = 'It may have been deleted, or is no longer shared.';
    end if;
    return found_component;
end
$$;
comment on function private.shared_component(uuid) is
'A component that the caller may see: of their workspaces, public, or on the marketplace. Called '
'by functions that run as the owner of the tables. Raises PT404.';

create function private.like_component(component_id uuid, liked boolean) returns bigint
language plpgsql
security definer
set search_path = ''
as $$
begin
    perform private.shared_component(like_component.component_id);
    if liked then
        insert into public.component_likes (component_id, user_id)
        values (like_component.component_id, auth.uid())
        on conflict do nothing;
    else
        delete from public.component_likes as l
        where l.component_id = like_component.component_id and l.user_id = auth.uid();
    end if;
    return private.tallied(like_component.component_id, 'likes');
end
$$;
comment on function private.like_component(uuid, boolean) is 'Body of public.like_component.';

create function public.like_component(component_id uuid, liked boolean default true) returns bigint
language sql
set search_path = ''
as $$
    select private.like_component(component_id, liked)
$$;
comment on function public.like_component(uuid, boolean) is
'Likes a component, or no longer; doing it twice changes nothing. Returns the number of likes. '
'Raises PT404 for a component that is not shared with the caller.';

create function private.download_component(component_id uuid, workspace_id uuid)
returns public.component_library
language plpgsql
security definer
set search_path = ''
as $$
declare
    origin constant public.component_library := private.shared_component(component_id);
    copied public.component_library;
begin
    perform private.require_role(download_component.workspace_id, 'member');
    if origin.price > 0
        and origin.workspace_id <> all (array(select private.workspace_ids('viewer')))
    then
        raise exception using
            errcode = 'PT402',
            message = format('%s costs %s %s', origin.name, origin.price, origin.currency),
            hint = 'Buy it from the workspace that offers it.';
    end if;
    insert into public.component_library (
        workspace_id, created_by, name, description, category, tags, component_type, code,
        props_schema, preview_image_url
    )
    values (
        download_component.workspace_id, auth.uid(), origin.name, origin.description,
        origin.category, origin.tags, origin.component_type, origin.code, origin.props_schema,
        origin.preview_image_url
    )
    returning * into copied;
    insert into public.component_downloads (component_id, user_id) values (origin.id, auth.uid());
    return copied;
end
$$;
comment on function private.download_component(uuid, uuid) is
'Body of public.download_component.';

create function public.download_component(component_id uuid, workspace_id uuid)
returns public.component_library
language sql
set search_path = ''
as $$
    select private.download_component(component_id, workspace_id)
$$;
comment on function public.download_component(uuid, uuid) is
'Copies a shared component into the library of a workspace and counts the download. Returns the '
'copy. Raises PT404 if it is not shared, PT402 if it has a price. For members of the workspace.';

-- The counts ask for the row first: through the API an argument can be made up, and the row's
-- policy decides who may see its numbers.

create function public.likes(component public.component_library) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(c.id, 'likes')
    from public.component_library as c
    where c.id = component.id
$$;
comment on function public.likes(public.component_library) is
'How many people like a component. Select it like a column.';

create function public.downloads(component public.component_library) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(c.id, 'downloads')
    from public.component_library as c
    where c.id = component.id
$$;
comment on function public.downloads(public.component_library) is
'How often a component was taken. Select it like a column.';

create function public.delivered_count(bonus public.bonuses) returns bigint
language sql
stable
set search_path = ''
as $$
    select private.tallied(b.id, 'deliveries')
    from public.bonuses as b
    where b.id = bonus.id
$$;
comment on function public.delivered_count(public.bonuses) is
'How often a bonus was delivered. Select it like a column.';

create function public.last_delivered_at(bonus public.bonuses) returns timestamptz
language sql
stable
set search_path = ''
as $$
    select private.last_tallied(b.id, 'deliveries')
    from public.bonuses as b
    where b.id = bonus.id
$$;
comment on function public.last_delivered_at(public.bonuses) is
'When a bonus was last delivered. Select it like a column.';

create function public.last_run_at(workflow public.workflows) returns timestamptz
language sql
stable
set search_path = ''
as $$
    select max(r.started_at)
    from public.workflow_runs as r
    where r.workspace_id = workflow.workspace_id and r.workflow_id = workflow.id
$$;
comment on function public.last_run_at(public.workflows) is
'When a workflow last ran. Select it like a column.';

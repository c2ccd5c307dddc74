-- content: versions, publication and the steps between pieces of content.
--
-- security definer, and why:
--   private.keep_version   writes content_versions, which nobody may write

create function private.keep_version() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    item constant jsonb := to_jsonb(new);
    ai constant jsonb := private.ai_origin();
begin
    if item ->> tg_argv[0] is null
        or (tg_op = 'UPDATE' and item ->> tg_argv[0] = to_jsonb(old) ->> tg_argv[0])
    then
        return null;
    end if;
    -- The row is locked by the statement that fires this, so that numbers cannot collide.
    execute format(
        'insert into public.content_versions ('
        '    workspace_id, %1$I, version_number, content, reason, performance_snapshot,'
        '    created_by, ai_model'
        ') '
        'select $1, $2, 1 + coalesce(max(v.version_number), 0), $3, $4, $5, $6, $7 '
        'from public.content_versions as v '
        'where v.workspace_id = $1 and v.%1$I = $2',
        tg_argv[1]
    )
    using
        new.workspace_id,
        new.id,
        item ->> tg_argv[0],
        private.request_header('x-change-reason'),
        coalesce(item -> tg_argv[2], '{}'),
        case when ai is null then (select p.id from public.profiles as p where p.id = auth.uid()) end,
        ai ->> 'model';
    return null;
end
$$;
comment on function private.keep_version() is
'Trigger: keeps each text of a row in content_versions. Arguments: the column of the text, the '
'column of content_versions that references the row, and the column of its metrics, if any. '
'Attach after insert or update of the text.';

create function private.stamp_publication() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if new.status = 'published' then
        new.published_at := coalesce(new.published_at, now());
    end if;
    return new;
end
$$;
comment on function private.stamp_publication() is
'Trigger: what is published has a time, the first one unless another is given. '
'Attach before insert or update of status.';

create function private.content_table(kind text) returns regclass
language sql
stable
set search_path = ''
as $$
    select case kind
        when 'social_post' then 'public.social_posts'::regclass
        when 'blog_post' then 'public.blog_posts'::regclass
        when 'content_upgrade' then 'public.content_upgrades'::regclass
        when 'email_sequence' then 'public.email_sequences'::regclass
    end
$$;
comment on function private.content_table(text) is
'The table of a kind of content that can be part of a journey; null for anything else.';

create function private.next_action_kinds(kind text) returns text[]
language sql
stable
set search_path = ''
as $$
    select coalesce(
        array_agg(substring(a.attname from '^next_(.+)_id$') order by a.attnum), '{}'
    )
    from pg_catalog.pg_attribute as a
    where a.attrelid = private.content_table(kind)
        and a.attname ~ '^next_.+_id$'
        and a.attgenerated = ''
        and not a.attisdropped
$$;
comment on function private.next_action_kinds(text) is
'The kinds of content that may follow a kind: those for which its table has a column.';

create function public.set_next_action(
    content_type text,
    content_id uuid,
    next_action_type text default null,
    next_action_id uuid default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
    kinds constant text[] := private.next_action_kinds(content_type);
    workspace uuid;
    known boolean;
begin
    if private.content_table(content_type) is null then
        raise exception using
            errcode = 'PT422',
            message = format('%s is not a kind of content with a next action', content_type),
            hint = 'Use social_post, blog_post, content_upgrade or email_sequence.';
    elsif (next_action_type is null) <> (next_action_id is null) then
        raise exception using
            errcode = 'PT422',
            message = 'a next action needs both its type and its id',
            hint = 'Give both, or neither to end the journey here.';
    elsif next_action_type <> all (kinds) then
        raise exception using
            errcode = 'PT422',
            message = format('%s cannot lead to %s', content_type, next_action_type),
            hint = format('It can lead to: %s.', array_to_string(kinds, ', '));
    end if;
    execute format('select c.workspace_id from %s as c where c.id = $1', private.content_table(content_type))
    into workspace using content_id;
    if next_action_type is not null then
        execute format(
            'select exists (select from %s as c where c.id = $1 and c.workspace_id = $2)',
            private.content_table(next_action_type)
        )
        into known using next_action_id, workspace;
        if not known then
            raise exception using
                errcode = 'PT404',
                message = format('there is no %s %s in this workspace', next_action_type, next_action_id),
                hint = 'A journey stays within one workspace.';
        end if;
    end if;
    execute format(
        'update %s as c set %s where c.id = $1 returning true',
        private.content_table(content_type),
        (
            select string_agg(
                format('%I = case when $3 = %L then $2 end', 'next_' || kind || '_id', kind), ', '
            )
            from unnest(kinds) as kind
        )
    )
    into known using content_id, next_action_id, next_action_type;
    if known is null then
        raise exception using
            errcode = 'PT404',
            message = format('there is no %s %s that you may change', content_type, content_id),
            hint = 'Members of its workspace may.';
    end if;
end
$$;
comment on function public.set_next_action(text, uuid, text, uuid) is
'Says what follows a piece of content; without type and id, nothing follows. Raises PT422 for a '
'kind that cannot follow, PT404 for content that is not there. For members.';

create function public.total_emails(sequence public.email_sequences) returns bigint
language sql
stable
set search_path = ''
as $$
    select count(distinct e.sequence_position)
    from public.emails as e
    where e.workspace_id = sequence.workspace_id and e.sequence_id = sequence.id
$$;
comment on function public.total_emails(public.email_sequences) is
'How many emails a sequence sends; variants of one count once. Select it like a column.';

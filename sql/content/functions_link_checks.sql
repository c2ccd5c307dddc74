-- content: the checks of links: which are due, what follows from an answer, whom to tell.
--
-- In plpgsql, because it asks which ads and campaigns lead to an address (private.link_uses),
-- and they come with later domains.
--
-- security definer, and why:
--   private.due_link_checks, private.record_link_checks   all workspaces lead to an address
--   private.adopt_link_check                              members do not see link_checks

create function private.due_link_checks(most integer, look_around boolean) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
begin
    if look_around then
        insert into private.link_checks (address)
        select distinct u.address
        from private.link_uses as u
        where not exists (select from private.link_checks as c where c.key = u.key)
        on conflict on constraint link_checks_pkey do nothing;
        delete from private.link_checks as c
        where not exists (select from private.link_uses as u where u.key = c.key);
    end if;
    return (
        select coalesce(
            jsonb_agg(jsonb_build_object('key', due.key, 'address', due.address)), '[]'::jsonb
        )
        from (
            select c.key, c.address
            from private.link_checks as c
            where c.next_check_at <= now()
            order by c.next_check_at, c.key
            limit most
        ) as due
    );
end
$$;
comment on function private.due_link_checks(integer, boolean) is 'Body of due_link_checks.';

create function public.due_link_checks(most integer, look_around boolean default false)
returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return private.due_link_checks(most, look_around);
end
$$;
comment on function public.due_link_checks(integer, boolean) is
'For the job content.check_links: addresses whose check is due, the oldest first, each once. With '
'look_around it first takes up addresses that are new, and drops those that nothing leads to.';

create function private.record_link_checks(results jsonb) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
    died uuid[];
    revived uuid[];
    workspace record;
begin
    with given as (
        select distinct on (r.key) r.key, r.outcome, r.status, left(r.error, 500) as error
        from jsonb_to_recordset(results) as r (key uuid, outcome text, status integer, error text)
        order by r.key
    ),

    before as (
        select c.key, c.is_dead
        from private.link_checks as c
        join given as g on g.key = c.key
        order by c.key
        for update of c
    ),

    judged as (
        select
            g.*,
            b.is_dead as was_dead,
            case g.outcome when 'good' then 0 when 'unsure' then c.failures else c.failures + 1 end
            as failures,
            case g.outcome when 'good' then 0 when 'gone' then c.gone + 1 else c.gone end as gone
        from given as g
        join before as b on b.key = g.key
        join private.link_checks as c on c.key = g.key
    ),

    checked as (
        update private.link_checks as c
        set
            failures = j.failures,
            gone = j.gone,
            -- Servers have bad hours: what is not said to be gone gets five.
            is_dead = (j.gone >= 2 or j.failures >= 5),
            died_at = case when j.gone >= 2 or j.failures >= 5 then coalesce(c.died_at, now()) end,
            last_status = j.status,
            last_error = j.error,
            checked_at = now(),
            next_check_at = now() + case
                when j.failures = 0 or j.outcome = 'unsure' then interval '1 day'
                -- An hour, and from the fifth failure on one more each time.
                else least(greatest(j.failures - 4, 1) * interval '1 hour', interval '1 day')
            end
        from judged as j
        where c.key = j.key
        returning c.key, c.is_dead, j.was_dead, c.failures, c.last_status, c.last_error
    ),

    followed as (
        update public.managed_urls as u
        set
            is_valid = not c.is_dead,
            failures = c.failures,
            last_status = c.last_status,
            last_error = c.last_error,
            last_checked_at = now()
        from checked as c
        where md5(split_part(u.url, '#', 1))::uuid = c.key
    )

    select
        coalesce(array_agg(c.key) filter (where c.is_dead and not c.was_dead), '{}'::uuid[]),
        coalesce(array_agg(c.key) filter (where c.was_dead and not c.is_dead), '{}'::uuid[])
    into died, revived
    from checked as c;

    -- A workspace has one alert, which is written anew: so one after the other.
    for workspace in
        select u.workspace_id as id, bool_or(u.key = any(died)) as has_died
        from private.link_uses as u
        where u.key = any(died || revived)
        group by u.workspace_id
        order by u.workspace_id
    loop
        perform private.tell_dead_links(workspace.id, workspace.has_died);
    end loop;
    return jsonb_build_object('died', cardinality(died), 'revived', cardinality(revived));
end
$$;
comment on function private.record_link_checks(jsonb) is 'Body of record_link_checks.';

create function public.record_link_checks(results jsonb) returns jsonb
language plpgsql
set search_path = ''
as $$
begin
    return private.record_link_checks(results);
end
$$;
comment on function public.record_link_checks(jsonb) is
'For the job content.check_links: takes a list of {"key", "outcome", "status", "error"}. Outcomes '
'are good; gone (404, 410, no such name); failed; unsure (a page that keeps programs out), which '
'changes nothing. Returns how many died of it, and how many live again.';

create function private.dead_links(workspace uuid) returns jsonb
language plpgsql
stable
set search_path = ''
as $$
begin
    return (
        select jsonb_agg(to_jsonb(d) order by d.since desc, d.address)
        from (
            select
                c.address,
                c.last_status as status,
                c.last_error as error,
                c.died_at as since,
                array_agg(distinct m.code order by m.code) filter (where m.id is not null) as links,
                array_agg(distinct p.name order by p.name) filter (where p.id is not null)
                as campaigns,
                array_agg(distinct a.name order by a.name) filter (where a.id is not null) as ads
            from private.link_uses as u
            join private.link_checks as c on c.key = u.key and c.is_dead
            left join public.managed_urls as m on m.id = u.managed_url_id
            left join public.campaigns as p on p.id = u.campaign_id
            left join public.ads as a on a.id = u.ad_id
            where u.workspace_id = workspace
            group by c.key
            order by c.died_at desc, c.address
            limit 100
        ) as d
    );
end
$$;
comment on function private.dead_links(uuid) is
'Dead addresses that a workspace leads people to, with the links, campaigns and ads that do; the '
'last hundred. Null where there are none.';

create function private.tell_dead_links(workspace uuid, has_died boolean) returns void
language plpgsql
set search_path = ''
as $$
declare
    dead constant jsonb := private.dead_links(workspace);
    first constant jsonb := dead -> 0;
    about constant jsonb := jsonb_build_object('links', coalesce(dead, '[]'::jsonb));
begin
    if dead is null then
        update public.security_alerts as a
        set status = 'resolved'
        where a.type = 'dead_link' and a.workspace_id = workspace and a.status <> 'resolved';
    elsif has_died then
        perform private.raise_alert(
            'dead_link',
            case
                when jsonb_path_exists(dead, '$[*] ? (@.campaigns != null || @.ads != null)')
                    then 'high'
                else 'medium'
            end,
            format('%s does not answer any more.', left(first ->> 'address', 200))
            || case
                when jsonb_array_length(dead) > 1
                    then format(' So do %s others.', jsonb_array_length(dead) - 1)
                else ''
            end,
            workspace,
            more => about
        );
    else
        update public.security_alerts as a
        set details = about
        where a.type = 'dead_link' and a.workspace_id = workspace and a.status <> 'resolved';
    end if;
    if to_regprocedure('realtime.send(jsonb, text, text, boolean)') is not null then
        perform realtime.send(about, 'dead_links', format('workspace:%s', workspace), true);
    end if;
end
$$;
comment on function private.tell_dead_links(uuid, boolean) is
'Keeps the alert dead_link of a workspace: raised when an address dies, brought up to date when '
'one lives again, resolved when all do. Its members hear of it, event dead_links.';

-- triggers of links -----------------------------------------------------------------------

create function private.adopt_link_check() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    known private.link_checks;
begin
    select c.* into known
    from private.link_checks as c
    where c.key = md5(split_part(new.url, '#', 1))::uuid and c.checked_at is not null;
    if known.key is not null or tg_op = 'UPDATE' then
        new.is_valid := not coalesce(known.is_dead, false);
        new.failures := coalesce(known.failures, 0);
        new.last_status := known.last_status;
        new.last_error := known.last_error;
        new.last_checked_at := known.checked_at;
    end if;
    return new;
end
$$;
comment on function private.adopt_link_check() is
'Trigger: a link that leads somewhere else knows what is known of that address, and no more. '
'Attach before insert or update of url.';

create function private.announce_links() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    codes text;
begin
    if tg_op = 'INSERT' then
        select string_agg(n.code, ',') into codes from new_links as n;
    elsif tg_op = 'DELETE' then
        select string_agg(o.code, ',') into codes from old_links as o;
    else
        select string_agg(concat_ws(',', o.code, nullif(n.code, o.code)), ',') into codes
        from old_links as o
        join new_links as n on n.id = o.id
        where (o.code, o.url, o.utm_params, o.fallback_url, o.expires_at, o.is_active)
            is distinct from (n.code, n.url, n.utm_params, n.fallback_url, n.expires_at, n.is_active);
    end if;
    if codes is not null then
        -- A notification takes 8000 bytes; without codes it is about all links.
        perform pg_notify('links', case when octet_length(codes) < 7000 then codes else '' end);
    end if;
    return null;
end
$$;
comment on function private.announce_links() is
'Trigger: tells redirect services, channel links, the codes whose destination is another one now. '
'Attach after insert, update and delete, for each statement, with old_links and new_links.';

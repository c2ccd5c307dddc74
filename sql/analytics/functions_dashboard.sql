-- analytics: what the dashboards share: the period they look at, the one before it, money.
--
-- Every dashboard_* function is a wrapper in public, for viewers of the workspace, whose body in
-- private proves the role first and then reads the sums without a policy per row. The bodies set
-- jit off: by guessed numbers of rows their plans look dear enough to be compiled, and a query of
-- 2 ms waits 40 for that.

create function private.check_period(since date, until date) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if since is null or until is null or since > until then
        raise exception using
            errcode = 'PT422',
            message = 'This period has no days.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Give two days of UTC, both of them included: since is not after until.';
    end if;
    if until - since > 1827 then
        raise exception using
            errcode = 'PT422',
            message = 'This period is longer than five years.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Ask for each part by itself.';
    end if;
    if since < '2000-01-01' or until > '2100-01-01' then
        raise exception using
            errcode = 'PT422',
            message = 'There are no numbers of that time.',
            detail = format('since: %s, until: %s', since, until),
            hint = 'Give days between 2000 and 2100.';
    end if;
end
$$;
comment on function private.check_period(date, date) is
'Raises PT422 unless since and until are a period of at most five years.';

create function private.check_choice(what text, given text, known text[]) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if given is null or given <> all (known) then
        raise exception using
            errcode = 'PT422',
            message = format('There is no %s %L here.', what, given),
            hint = format('Choose one of: %s.', array_to_string(known, ', '));
    end if;
end
$$;
comment on function private.check_choice(text, text, text[]) is
'Raises PT422, with the choices as the hint, unless what was given is one of them.';

create function private.check_max(max integer) returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
    if max is null or max not between 1 and 100 then
        raise exception using
            errcode = 'PT422',
            message = format('%s rows cannot be asked for.', max),
            hint = 'max is between 1 and 100.';
    end if;
end
$$;
comment on function private.check_max(integer) is 'Raises PT422 unless max is 1 to 100.';

create function private.parts_of(workspace uuid, since date, until date)
returns private.period_parts
language plpgsql
stable
set search_path = ''
as $$
declare
    p private.period_parts;
    month_end constant date := date_trunc('month', until) + interval '1 month' - interval '1 day';
    last_day date := until;
begin
    -- A month with nothing after the last day, as the current one, is as good as whole.
    if
        until < month_end
        and not exists (
            select from public.traffic_daily as t
            where t.workspace_id = workspace and t.date > until and t.date <= month_end
        )
        and not exists (
            select from public.revenue_daily as r
            where r.workspace_id = workspace and r.date > until and r.date <= month_end
        )
        and not exists (
            select from public.campaign_metrics as m
            where m.workspace_id = workspace and m.date > until and m.date <= month_end
        )
    then
        last_day := month_end;
    end if;
    p.first_month := date_trunc('month', since + interval '1 month' - interval '1 day');
    p.last_month := date_trunc('month', last_day + interval '1 day') - interval '1 month';
    p.head_since := since;
    if p.first_month > p.last_month then
        p.first_month := null;
        p.last_month := null;
        p.head_until := until;
    else
        p.head_until := p.first_month - 1;
        p.foot_since := p.last_month + interval '1 month';
        p.foot_until := last_day;
    end if;
    return p;
end
$$;
comment on function private.parts_of(uuid, date, date) is
'The fewest rows of rollups that add up to a period: months where they are whole, and the days at '
'its ends.';

create function private.period_before(since date, until date, compare text)
returns table (before_since date, before_until date)
language plpgsql
immutable
set search_path = ''
as $$
begin
    if compare = 'none' then
        before_since := null;
        before_until := null;
    elsif compare = 'year' then
        before_since := since - interval '1 year';
        before_until := until - interval '1 year';
    elsif
        extract(day from since) = 1 and extract(day from until + 1) = 1
    then
        -- Whole months are compared with as many whole months: May with April, not with the
        -- 31 days before it.
        before_since := since - (
            (extract(year from age(until + 1, since)) * 12
            + extract(month from age(until + 1, since))) * interval '1 month'
        );
        before_until := since - 1;
    else
        before_since := since - (until - since + 1);
        before_until := since - 1;
    end if;
    return next;
end
$$;
comment on function private.period_before(date, date, text) is
'The period to compare with: previous is as many days (whole months: as many months) just '
'before, year the same days a year ago, none is none.';

create function private.change_percent(now_value numeric, before_value numeric) returns numeric
language plpgsql
immutable
set search_path = ''
as $$
begin
    return round(100 * (now_value - before_value) / nullif(abs(before_value), 0), 1);
end
$$;
comment on function private.change_percent(numeric, numeric) is
'Change in percent, to one decimal; null where there was nothing before.';

create function private.dashboard_currency(workspace uuid, asked text) returns text
language plpgsql
stable
set search_path = ''
as $$
begin
    if asked is null then
        return private.home_currency(workspace);
    end if;
    if not exists (select from public.currencies as c where c.code = upper(asked)) then
        raise exception using
            errcode = 'PT422',
            message = format('There is no currency %L.', asked),
            hint = 'Give its ISO 4217 code: USD, SAR.';
    end if;
    return upper(asked);
end
$$;
comment on function private.dashboard_currency(uuid, text) is
'The currency of a dashboard: the one asked for, else that of the workspace''s numbers. Raises '
'PT422 for an unknown one.';

create function private.comparison(given text) returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
    -- A boolean in JSON arrives as text.
    choice text := case given when 'true' then 'previous' when 'false' then 'none' else given end;
begin
    perform private.check_choice('comparison', choice, array['previous', 'year', 'none']);
    return choice;
end
$$;
comment on function private.comparison(text) is
'previous, year or none; true is previous, false is none. Raises PT422 for anything else.';

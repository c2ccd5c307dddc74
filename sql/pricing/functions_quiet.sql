-- pricing: quiet hours.

create function private.local_time(moment timestamptz, time_zone text) returns time
language plpgsql
stable
set search_path = ''
as $$
begin
    return (moment at time zone time_zone)::time;
exception when invalid_parameter_value then
    return null;
end
$$;
comment on function private.local_time(timestamptz, text) is
'What clocks show in a time zone, summer time included; null where there is no such zone.';

create function private.is_quiet(
    quiet_from time, quiet_until time, time_zone text, moment timestamptz
)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
declare
    shown time;
begin
    if quiet_from is null then
        return false;
    end if;
    shown := private.local_time(moment, time_zone);
    -- Where the hour is not known, it may be a quiet one.
    if shown is null or quiet_from = quiet_until then
        return true;
    end if;
    if quiet_from < quiet_until then
        return shown >= quiet_from and shown < quiet_until;
    end if;
    return shown >= quiet_from or shown < quiet_until;
end
$$;
comment on function private.is_quiet(time, time, text, timestamptz) is
'Whether a moment lies in quiet hours: from quiet_from until before quiet_until by local clocks. '
'Both the same is the whole day. An hour that is skipped in spring is not there, one that comes '
'twice in autumn is quiet twice. In an unknown zone it is always quiet.';

create function private.check_time_zone() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if not exists (
        select from pg_catalog.pg_timezone_names as z where z.name = new.time_zone
    ) then
        raise exception using
            errcode = 'PT422',
            message = format('"%s" is not a time zone', new.time_zone),
            detail = format('time_zone of a row in %s', tg_table_name),
            hint = 'Use a name of the IANA database: UTC, Asia/Riyadh, Europe/Berlin.';
    end if;
    return new;
end
$$;
comment on function private.check_time_zone() is
'Trigger: refuses (PT422) a time_zone that is not in the IANA database. Attach before insert or '
'update of time_zone.';

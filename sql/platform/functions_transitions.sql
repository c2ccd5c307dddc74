-- platform: state machines of columns that are not called status.

create function private.allow_column_transitions() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    column_name constant text := tg_argv[0];
    was constant text := to_jsonb(old) ->> tg_argv[0];
    becomes constant text := to_jsonb(new) ->> tg_argv[0];
begin
    if becomes is distinct from was and not (was || '>' || becomes) = any (tg_argv[1:]) then
        raise exception using
            errcode = 'PT409',
            message = format(
                '%s of %s %s cannot go from %s to %s',
                column_name, tg_table_name, to_jsonb(new) ->> 'id', was, becomes
            ),
            hint = format(
                'From %s it can go to: %s.',
                was,
                coalesce(
                    (
                        select string_agg(split_part(step, '>', 2), ', ')
                        from unnest(tg_argv[1:]) as step
                        where split_part(step, '>', 1) = was
                    ),
                    'nowhere, it is final'
                )
            );
    end if;
    return new;
end
$$;
comment on function private.allow_column_transitions() is
'Trigger: as allow_transitions, for the column named as its first argument. Raises PT409.';

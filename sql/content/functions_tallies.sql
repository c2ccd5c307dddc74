-- content: counting without a row that everybody waits for.
--
-- security definer, and why:
--   private.tally, private.tallied, private.forget_tallies   the table is closed to all roles

create function private.tally(subject uuid, counted text, step bigint default 1) returns void
language sql
security definer
set search_path = ''
as $$
    insert into private.tallies as t (subject_id, measure, slot, amount, last_at)
    values (subject, counted, pg_backend_pid() % 16, step, now())
    on conflict on constraint tallies_pkey do update
    set amount = t.amount + excluded.amount, last_at = greatest(t.last_at, excluded.last_at)
$$;
comment on function private.tally(uuid, text, bigint) is
'Counts something of a row up, or down. For triggers and workers.';

create function private.tallied(subject uuid, counted text) returns bigint
language sql
stable
security definer
set search_path = ''
as $$
    select coalesce(sum(t.amount), 0)::bigint
    from private.tallies as t
    where t.subject_id = subject and t.measure = counted
$$;
comment on function private.tallied(uuid, text) is 'What was counted of a row.';

create function private.last_tallied(subject uuid, counted text) returns timestamptz
language sql
stable
security definer
set search_path = ''
as $$
    select max(t.last_at)
    from private.tallies as t
    where t.subject_id = subject and t.measure = counted
$$;
comment on function private.last_tallied(uuid, text) is 'When it was last counted of a row.';

create function private.tally_row() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if tg_op = 'DELETE' then
        perform private.tally((to_jsonb(old) ->> tg_argv[0])::uuid, tg_argv[1], -1);
    else
        perform private.tally((to_jsonb(new) ->> tg_argv[0])::uuid, tg_argv[1], 1);
    end if;
    return null;
end
$$;
comment on function private.tally_row() is
'Trigger: counts rows for what they reference. Arguments: the referencing column and the name of '
'the number. Attach after insert, delete, or the update that makes a row count.';

create function private.forget_tallies() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    delete from private.tallies as t using gone where t.subject_id = gone.id;
    return null;
end
$$;
comment on function private.forget_tallies() is
'Trigger: what was counted of deleted rows goes with them. Attach after delete for each '
'statement, with the old rows as gone.';

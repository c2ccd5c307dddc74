-- experiments: when a test may start, and what is fixed once it runs.

create function private.check_ab_test() returns trigger
language plpgsql
set search_path = ''
as $$
begin
    if tg_op = 'INSERT' and new.status not in ('draft', 'running') then
        raise exception using
            errcode = 'PT409',
            message = format('a test does not begin as %s', new.status),
            hint = 'Insert it as draft, add its variants, then set it running.';
    end if;
    if new.status = 'running' and (tg_op = 'INSERT' or old.status <> 'running') then
        if (
            select count(*)
            from public.ab_test_variants as v
            where v.workspace_id = new.workspace_id and v.test_id = new.id and v.weight > 0
        ) < 2 then
            raise exception using
                errcode = 'PT409',
                message = 'a test needs two variants with a weight to run',
                detail = format('test_id: %s', new.id),
                hint = 'Add variants A and B to ab_test_variants, then set it running.';
        end if;
        new.started_at := coalesce(new.started_at, now());
    elsif new.status in ('completed', 'cancelled') and old.status is distinct from new.status then
        new.ended_at := coalesce(new.ended_at, now());
    end if;
    return new;
end
$$;
comment on function private.check_ab_test() is
'Trigger of ab_tests: a test runs with two variants or more (PT409), and knows when it began and '
'ended. Attach before insert or update of status.';

create function private.keep_variants() returns trigger
language plpgsql
set search_path = ''
as $$
declare
    variant constant public.ab_test_variants := coalesce(new, old);
begin
    -- Locked, so that the test cannot start between this look and the end of the transaction.
    perform
    from public.ab_tests as t
    where t.workspace_id = variant.workspace_id and t.id = variant.test_id
    for share;
    if exists (
        select
        from public.ab_tests as t
        -- A workspace that is being deleted takes all along.
        join public.workspaces as w on w.id = t.workspace_id
        where t.workspace_id = variant.workspace_id
            and t.id = variant.test_id
            and t.started_at is not null
    )
        -- Weights and names may change, references go with what they pointed at.
        and not (
            tg_op = 'UPDATE'
            and (old.key, old.payload, old.test_id) is not distinct from (new.key, new.payload, new.test_id)
        )
    then
        raise exception using
            errcode = 'PT409',
            message = 'the variants of a test that has started are fixed',
            detail = format('test_id: %s', variant.test_id),
            hint = 'Only weights and names may change. For another variant start another test.';
    end if;
    return coalesce(new, old);
end
$$;
comment on function private.keep_variants() is
'Trigger of ab_test_variants: none is added, replaced or removed once its test has started '
'(PT409): results would mean two things. Attach before insert, update or delete.';

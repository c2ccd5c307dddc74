-- billing: comparing all that Stripe lists with what we have. Runs as service_role.
--
-- A run has a step for each kind of object, and derivation as the last one: what could not be
-- made of objects is tried again then. Steps are jobs, one at a time for each account.

create function private.enqueue_stripe_step(run public.stripe_reconciliations, object text)
returns uuid
language plpgsql
set search_path = ''
as $$
begin
    return jobs.enqueue(
        'stripe.reconcile_kind',
        jsonb_build_object('reconciliation_id', run.id, 'object', object),
        priority => -10,
        dedup_key => run.id || ' ' || object,
        limit_key => run.account_id
    );
end
$$;
comment on function private.enqueue_stripe_step(public.stripe_reconciliations, text) is
'Has a step of a reconciliation done; nothing when its job is there already. Webhooks go first.';

create function public.start_stripe_reconciliation(
    account_id text,
    is_backfill boolean default false,
    created_since timestamptz default null,
    rederives boolean default false
) returns uuid
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    account_status text;
    run public.stripe_reconciliations;
begin
    select a.status into account_status
    from public.stripe_accounts as a
    where a.id = start_stripe_reconciliation.account_id
    for update;
    if not found then
        raise exception using
            errcode = 'PT404',
            message = format(
                'there is no Stripe account %L', start_stripe_reconciliation.account_id
            ),
            hint = 'flywheel stripe accounts lists them.';
    elsif account_status = 'disconnected' then
        raise exception using
            errcode = 'PT409',
            message = format(
                'the Stripe account %L is disconnected', start_stripe_reconciliation.account_id
            ),
            hint = 'Its workspace has to connect it again.';
    end if;
    select r.* into run
    from public.stripe_reconciliations as r
    where r.account_id = start_stripe_reconciliation.account_id and r.status = 'running';
    if not found then
        insert into public.stripe_reconciliations (
            account_id, is_backfill, created_since, rederives, started_at
        )
        values (
            start_stripe_reconciliation.account_id,
            start_stripe_reconciliation.is_backfill,
            start_stripe_reconciliation.created_since,
            start_stripe_reconciliation.rederives,
            clock_timestamp()
        )
        returning * into run;
        insert into public.stripe_reconciliation_steps (reconciliation_id, object)
        select run.id, k.kind
        from unnest(private.stripe_kinds()) as k (kind)
        where run.account_id = 'platform' or k.kind not like 'entitlements.%'
        union all
        select run.id, 'derivation';
    end if;
    -- Of a running one, too: a job that was deleted comes back.
    perform private.enqueue_stripe_step(run, s.object)
    from public.stripe_reconciliation_steps as s
    where
        s.reconciliation_id = run.id
        and s.status not in ('completed', 'failed')
        and s.object <> 'derivation';
    perform private.advance_stripe_reconciliation(run);
    return run.id;
end
$$;
comment on function public.start_stripe_reconciliation(text, boolean, timestamptz, boolean) is
'For workers and operators: starts to compare an account with what we have of it, or returns the '
'run that is under way. Raises PT404, and PT409 for a disconnected account.';

create function public.start_stripe_reconciliations() returns integer
language sql
set search_path = ''
as $$
    select count(public.start_stripe_reconciliation(a.id))::integer
    from public.stripe_accounts as a
    where a.status <> 'disconnected'
$$;
comment on function public.start_stripe_reconciliations() is
'For workers: starts one for each account. Returns for how many.';

create function public.finish_stripe_step(reconciliation_id uuid, object text) returns boolean
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    run public.stripe_reconciliations;
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = finish_stripe_step.reconciliation_id
    for update;
    update public.stripe_reconciliation_steps as s
    set status = 'completed', completed_at = clock_timestamp()
    where
        s.reconciliation_id = run.id
        and s.object = finish_stripe_step.object
        and s.status = 'repairing';
    perform private.advance_stripe_reconciliation(run);
    return true;
end
$$;
comment on function public.finish_stripe_step(uuid, text) is
'For workers: a kind is listed to its end, and what was not in the list was looked up.';

create function private.advance_stripe_reconciliation(run public.stripe_reconciliations)
returns void
language plpgsql
set search_path = ''
as $$
declare
    unrepaired bigint;
begin
    if exists (
        select
        from public.stripe_reconciliation_steps as s
        where
            s.reconciliation_id = run.id
            and s.object <> 'derivation'
            and s.status not in ('completed', 'failed')
    ) then
        return;
    elsif exists (
        select
        from public.stripe_reconciliation_steps as s
        where s.reconciliation_id = run.id and s.status not in ('completed', 'failed')
    ) then
        perform private.enqueue_stripe_step(run, 'derivation');
        return;
    end if;
    update public.stripe_drift as d
    set is_repaired = true
    from public.stripe_objects as o
    where
        d.reconciliation_id = run.id
        and not d.is_repaired
        and o.account_id = run.account_id
        and o.object = d.object
        and o.id = d.id
        and o.error_message is null;
    select count(*) into unrepaired
    from public.stripe_drift as d
    where d.reconciliation_id = run.id and not d.is_repaired;
    update public.stripe_reconciliations as r
    set
        status = case
            when r.error_message is null and unrepaired = 0 then 'completed' else 'failed'
        end,
        error_message = coalesce(
            r.error_message,
            case
                when unrepaired > 0
                    then format('of %s objects nothing could be made', unrepaired)
            end
        )
    where r.id = run.id and r.status = 'running';
end
$$;
comment on function private.advance_stripe_reconciliation(public.stripe_reconciliations) is
'Begins the last step of a run, or ends it, if it is time.';

create function private.fail_stripe_step(job jobs.job_queue, error_message text) returns void
language plpgsql
set search_path = ''
as $$
declare
    run public.stripe_reconciliations;
    kind constant text := job.payload ->> 'object';
begin
    select r.* into run
    from public.stripe_reconciliations as r
    where r.id = (job.payload ->> 'reconciliation_id')::uuid and r.status = 'running'
    for update;
    if not found then
        return;
    end if;
    update public.stripe_reconciliation_steps as s
    set status = 'failed', completed_at = clock_timestamp()
    where s.reconciliation_id = run.id and s.object = kind and s.status <> 'completed';
    update public.stripe_reconciliations as r
    set
        error_message = left(
            concat_ws('; ', r.error_message, kind || ': ' || fail_stripe_step.error_message), 4000
        )
    where r.id = run.id;
    perform private.advance_stripe_reconciliation(run);
end
$$;
comment on function private.fail_stripe_step(jobs.job_queue, text) is
'Failure function of stripe.reconcile_kind: the run goes on with other kinds and fails at its end.';

-- pricing: the runs that compute prices, and what starts them.
--
-- security definer: people do not write runs or marks, and do not enqueue jobs.

create function private.begin_pricing_run(
    workspace uuid, reason text, products uuid[] default null, triggers jsonb default '{}'
)
returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    run uuid;
begin
    insert into public.pricing_runs (workspace_id, requested_by, reason, product_ids, triggers)
    select
        workspace,
        (select p.id from public.profiles as p where p.id = auth.uid()),
        reason,
        products,
        triggers
    returning id into run;
    perform jobs.enqueue(
        'pricing.reprice', jsonb_build_object('run_id', run), workspace, dedup_key => run::text
    );
    return run;
end
$$;
comment on function private.begin_pricing_run(uuid, text, uuid[], jsonb) is
'Enters a run and the job that does it, and returns the run''s id.';

create function private.fail_lost_runs() returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    failed integer;
begin
    update public.pricing_runs as r
    set status = 'failed', finished_at = now()
    where
        r.status in ('waiting', 'running')
        and r.created_at < now() - interval '1 minute'
        and not exists (
            select
            from jobs.job_queue as q
            where
                q.job_type = 'pricing.reprice'
                and q.dedup_key = r.id::text
                and q.lane = r.workspace_id
        );
    get diagnostics failed = row_count;
    return failed;
end
$$;
comment on function private.fail_lost_runs() is
'Ends runs whose job has failed for good or was cancelled. What they have saved stays; the marks '
'that they did not come to are taken up by the next run.';

create function private.begin_pricing_runs(reason text) returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
    begun integer;
begin
    perform private.fail_lost_runs();
    if reason = 'schedule' then
        select count(private.begin_pricing_run(w.id, 'schedule')) into begun
        from public.workspaces as w
        where
            w.is_active
            and exists (
                select
                from public.price_rules as r
                where r.workspace_id = w.id and r.is_active
            )
            and not exists (
                select
                from public.pricing_runs as p
                where
                    p.workspace_id = w.id
                    and p.reason = 'schedule'
                    and p.status in ('waiting', 'running')
            );
    elsif reason = 'changes' then
        with counted as (
            select m.workspace_id, m.reason, count(distinct m.product_id) as products
            from private.repricing_marks as m
            group by m.workspace_id, m.reason
        ),

        marked as (
            select c.workspace_id, jsonb_object_agg(c.reason, c.products) as triggers
            from counted as c
            group by c.workspace_id
        )

        select count(private.begin_pricing_run(m.workspace_id, 'changes', null, m.triggers))
        into begun
        from marked as m
        where not exists (
            select
            from public.pricing_runs as p
            where
                p.workspace_id = m.workspace_id
                and p.reason = 'changes'
                and p.status in ('waiting', 'running')
        );
    else
        raise exception using
            errcode = 'PT422',
            message = format('%L begins no run.', reason),
            hint = 'schedule: all workspaces with an active rule. changes: all with marks.';
    end if;
    return begun;
end
$$;
comment on function private.begin_pricing_runs(text) is 'Body of begin_pricing_runs.';

create function public.begin_pricing_runs(reason text) returns integer
language sql
set search_path = ''
as $$
    select private.begin_pricing_runs(reason)
$$;
comment on function public.begin_pricing_runs(text) is
'Begins a run in every workspace with an active rule (schedule), or in which something changed '
'(changes), unless one of that kind is unfinished there. Returns how many. Service key only.';

create function private.ruled_products(workspace uuid, after uuid, most integer)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
begin
    return array(
        select p.id
        from public.products as p
        where
            p.workspace_id = workspace
            and p.is_active
            and p.id > after
            and exists (
                select
                from public.price_rules as r
                where
                    r.workspace_id = workspace
                    and r.is_active
                    and r.currency = p.currency
                    and (
                        r.scope = 'workspace'
                        or r.category = p.category
                        or r.product_id = p.id
                    )
            )
        order by p.id
        limit most
    );
end
$$;
comment on function private.ruled_products(uuid, uuid, integer) is
'The next active products, by id, that a rule applies to.';

create function private.run_products(run public.pricing_runs, most integer)
returns uuid[]
language plpgsql
stable
set search_path = ''
as $$
declare
    after constant uuid := coalesce(
        run.after_product, '00000000-0000-0000-0000-000000000000'::uuid
    );
begin
    return case
        when run.reason = 'changes' then array(
            select distinct m.product_id
            from private.repricing_marks as m
            where m.workspace_id = run.workspace_id and m.product_id > after
            order by m.product_id
            limit most
        )
        when run.product_ids is not null then array(
            select distinct given.id
            from unnest(run.product_ids) as given (id)
            where given.id > after
            order by given.id
            limit most
        )
        else private.ruled_products(run.workspace_id, after, most)
    end;
end
$$;
comment on function private.run_products(public.pricing_runs, integer) is
'The next products of a run, by id; none once it is through.';

create function private.next_pricing_chunk(run uuid, most integer) returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
#variable_conflict use_column
declare
    -- Taken before anything is read: a change that comes later keeps its mark.
    seen constant text := pg_current_snapshot()::text;
    found_run public.pricing_runs;
    chosen uuid[];
begin
    update public.pricing_runs as r
    set
        status = 'running',
        started_at = now(),
        seasons = private.season_factors(r.workspace_id),
        total = case
            when r.reason = 'changes' then (
                select sum(value::integer) from jsonb_each_text(r.triggers)
            )
            when r.product_ids is not null then cardinality(r.product_ids)
            else (
                select count(*)
                from public.products as p
                where p.workspace_id = r.workspace_id and p.is_active
            )
        end
    where r.id = run and r.status = 'waiting';
    select r.* into found_run from public.pricing_runs as r where r.id = run;
    if found_run.id is null then
        raise exception using
            errcode = 'PT404',
            message = 'There is no such run.',
            detail = format('run: %s', run),
            hint = 'Its workspace may have been deleted meanwhile.';
    end if;
    if found_run.status = 'running' then
        chosen := private.run_products(found_run, most);
        if chosen = '{}' then
            update public.pricing_runs as r
            set status = 'finished', finished_at = now()
            where r.id = run and r.status = 'running'
            returning r.* into found_run;
        end if;
    end if;
    return jsonb_build_object(
        'status', found_run.status,
        'done', found_run.products,
        'total', found_run.total,
        'until', chosen[cardinality(chosen)],
        'seen', seen,
        'inputs', case
            when found_run.status = 'running' then private.pricing_inputs(
                found_run.workspace_id, chosen, null, most, found_run.seasons,
                found_run.product_ids is null
            )
            else '[]'
        end
    );
end
$$;
comment on function private.next_pricing_chunk(uuid, integer) is 'Body of next_pricing_chunk.';

create function public.next_pricing_chunk(run_id uuid, most integer) returns jsonb
language sql
set search_path = ''
as $$
    select private.next_pricing_chunk(run_id, most)
$$;
comment on function public.next_pricing_chunk(uuid, integer) is
'For the job pricing.reprice: the inputs of the next products of a run, and what '
'save_price_decisions wants back (until, seen). Ends the run once there are none. Asked again '
'before anything was saved, it answers the same. Service key only.';

create function private.request_repricing(workspace uuid, products uuid[]) returns uuid
language plpgsql
security definer
set search_path = ''
as $$
declare
    unknown uuid;
    waiting uuid;
begin
    perform private.require_role(workspace, 'member');
    if cardinality(products) = 0 or cardinality(products) > 10000 then
        raise exception using
            errcode = 'PT422',
            message = format('From 1 to 10000 products can be named, not %s.', cardinality(products)),
            hint = 'Leave product_ids out to reprice all that a rule applies to.';
    end if;
    select given.id into unknown
    from unnest(products) as given (id)
    where not exists (
        select
        from public.products as p
        where p.workspace_id = workspace and p.id = given.id
    )
    limit 1;
    if found then
        raise exception using
            errcode = 'PT422',
            message = 'One of the products is not of this workspace.',
            detail = format('product: %s', coalesce(unknown::text, 'null')),
            hint = 'Give ids of products in the workspace.';
    end if;
    -- Whoever asks twice before it began asks once.
    select r.id into waiting
    from public.pricing_runs as r
    where
        r.workspace_id = workspace
        and r.reason = 'request'
        and r.status = 'waiting'
        and r.product_ids is not distinct from request_repricing.products;
    return coalesce(waiting, private.begin_pricing_run(workspace, 'request', products));
end
$$;
comment on function private.request_repricing(uuid, uuid[]) is 'Body of request_repricing.';

create function public.request_repricing(workspace_id uuid, product_ids uuid[] default null)
returns uuid
language sql
set search_path = ''
as $$
    select private.request_repricing(workspace_id, product_ids)
$$;
comment on function public.request_repricing(uuid, uuid[]) is
'Computes prices now: of these products, or of all that a rule applies to. Returns the id of the '
'run; pricing_runs shows how far it is. Members. Raises PT401, PT403, PT404, PT422.';

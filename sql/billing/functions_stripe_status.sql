-- billing: how we stand with Stripe, for operators. Runs as service_role.

create function public.stripe_reconciliation(id uuid) returns jsonb
language sql
stable
set search_path = ''
as $$
    select
        jsonb_build_object(
            'id', r.id,
            'account_id', r.account_id,
            'status', r.status,
            'is_backfill', r.is_backfill,
            'created_since', r.created_since,
            'started_at', r.started_at,
            'completed_at', r.completed_at,
            'error_message', r.error_message,
            'steps', (
                select coalesce(
                    jsonb_object_agg(
                        s.object,
                        jsonb_build_object(
                            'status', s.status, 'listed', s.listed, 'added', s.added
                        )
                    ),
                    '{}'
                )
                from public.stripe_reconciliation_steps as s
                where s.reconciliation_id = r.id
            ),
            'drift', (
                select coalesce(jsonb_agg(to_jsonb(d) order by d.object, d.currency), '[]')
                from (
                    select
                        x.object,
                        x.currency,
                        count(*) filter (where x.kind = 'missing') as missing,
                        count(*) filter (where x.kind = 'extra') as extra,
                        count(*) filter (where x.kind = 'different') as different,
                        count(*) filter (where x.is_repaired) as repaired,
                        sum(x.amount_difference) as amount_difference
                    from public.stripe_drift as x
                    where x.reconciliation_id = r.id
                    group by x.object, x.currency
                ) as d
            )
        )
    from public.stripe_reconciliations as r
    where r.id = stripe_reconciliation.id
$$;
comment on function public.stripe_reconciliation(uuid) is
'For operators: a reconciliation: how far each kind is, and its drift by kind and currency '
'(amount_difference in the minor unit: Stripe''s less ours).';

create function public.stripe_status() returns jsonb
language sql
stable
set search_path = ''
as $$
    select
        coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'account_id', a.id,
                    'workspace_id', a.workspace_id,
                    'status', a.status,
                    'livemode', a.livemode,
                    'last_received_at', (
                        select max(e.created_at)
                        from public.stripe_events as e
                        where e.account_id = a.id
                    ),
                    'last_projected_at', (
                        select max(e.processed_at)
                        from public.stripe_events as e
                        where e.account_id = a.id and e.status = 'processed'
                    ),
                    'events', (
                        select coalesce(jsonb_object_agg(c.status, c.count), '{}')
                        from (
                            select e.status, count(*) as count
                            from public.stripe_events as e
                            where e.account_id = a.id
                            group by e.status
                        ) as c
                    ),
                    'lag_seconds', (
                        select
                            coalesce(
                                round(
                                    extract(epoch from clock_timestamp() - min(e.created_at)), 1
                                ),
                                0
                            )
                        from public.stripe_events as e
                        where e.account_id = a.id and e.status in ('pending', 'failed')
                    ),
                    'errors', (
                        select coalesce(jsonb_object_agg(c.error_message, c.count), '{}')
                        from (
                            select
                                coalesce(e.error_message, 'unknown') as error_message,
                                count(*) as count
                            from public.stripe_events as e
                            where e.account_id = a.id and e.status = 'failed'
                            group by coalesce(e.error_message, 'unknown')
                            order by count(*) desc
                            limit 10
                        ) as c
                    ),
                    'ignored', (
                        select coalesce(jsonb_object_agg(c.type, c.count), '{}')
                        from (
                            select e.type, count(*) as count
                            from public.stripe_events as e
                            where e.account_id = a.id and e.status = 'ignored'
                            group by e.type
                        ) as c
                    ),
                    'objects', (
                        select coalesce(jsonb_object_agg(c.object, c.count), '{}')
                        from (
                            select o.object, count(*) as count
                            from public.stripe_objects as o
                            where o.account_id = a.id and o.gone_at is null
                            group by o.object
                        ) as c
                    ),
                    'failed_derivations', (
                        select count(*)
                        from public.stripe_objects as o
                        where o.account_id = a.id and o.error_message is not null
                    ),
                    'reconciliation', (
                        select public.stripe_reconciliation(r.id)
                        from public.stripe_reconciliations as r
                        where r.account_id = a.id
                        order by r.started_at desc
                        limit 1
                    )
                )
                order by a.id <> 'platform', a.id
            ),
            '[]'
        )
    from public.stripe_accounts as a
$$;
comment on function public.stripe_status() is
'For operators: how each account stands. lag_seconds is the age of the oldest event that waits or '
'has failed; ignored counts events of types that nothing follows from; failed_derivations counts '
'objects of which nothing could be made.';

create function public.stripe_customer_ids(after text default null, most integer default 20)
returns jsonb
language sql
stable
set search_path = ''
as $$
    select coalesce(jsonb_agg(c.stripe_customer_id order by c.stripe_customer_id), '[]')
    from (
        select s.stripe_customer_id
        from public.stripe_customers as s
        where after is null or s.stripe_customer_id > after
        order by s.stripe_customer_id
        limit most
    ) as c
$$;
comment on function public.stripe_customer_ids(text, integer) is
'For workers: ids of our customers at Stripe, some at a time.';

-- billing: pages at Stripe, for the worker that opens them. It calls these as service_role.
--
-- security definer: private.billing_email, because addresses are in auth.users.

create function private.billing_email(person uuid) returns text
language sql
stable
security definer
set search_path = ''
as $$
    select left(u.email, 255) from auth.users as u where u.id = person
$$;
comment on function private.billing_email(uuid) is 'Where a person gets receipts.';

create function public.begin_billing_session(session_id uuid) returns jsonb
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    session public.billing_sessions;
begin
    select b.* into session
    from public.billing_sessions as b
    where b.id = begin_billing_session.session_id;
    if session.id is null or session.status <> 'pending' then
        return null;
    end if;
    return jsonb_build_object(
        'kind', session.kind,
        'workspace_id', session.workspace_id,
        'user_id', session.user_id,
        'email', private.billing_email(session.user_id),
        'workspace_name', (
            select w.name from public.workspaces as w where w.id = session.workspace_id
        ),
        'customer_id', (
            select c.stripe_customer_id
            from public.stripe_customers as c
            where c.workspace_id = session.workspace_id
        ),
        -- Another key for another customer, once Stripe has deleted the first.
        'customer_key', format(
            'flywheel-customer-%s-%s',
            session.workspace_id,
            (
                select count(*)
                from public.stripe_objects as o
                where
                    o.account_id = 'platform'
                    and o.object = 'customer'
                    and o.gone_at is not null
                    and o.data #>> '{metadata,workspace_id}' = session.workspace_id::text
            )
        ),
        'connected_id', (
            select a.id
            from public.stripe_accounts as a
            where a.workspace_id = session.workspace_id and a.status <> 'disconnected'
        ),
        'connected_key', format(
            'flywheel-account-%s-%s',
            session.workspace_id,
            (
                select count(*)
                from public.stripe_accounts as a
                where a.workspace_id = session.workspace_id and a.status = 'disconnected'
            )
        ),
        'price_id', (
            select p.stripe_price_id
            from public.subscription_plans as p
            where p.id = session.plan_id
        ),
        'quantity', session.quantity,
        'options', session.options,
        'bundle_order_id', session.bundle_order_id,
        'lines', (
            select jsonb_agg(
                jsonb_build_object(
                    'name', i.quantity || ' × ' || p.name,
                    'amount', i.subtotal_cents - i.discount_amount_cents,
                    'currency', lower(i.currency)
                )
                order by i.created_at, i.id
            )
            from public.bundle_order_items as i
            join public.bundle_products as p on i.product_id = p.id
            where i.workspace_id = session.workspace_id and i.order_id = session.bundle_order_id
        ),
        -- Only one page at a time on which the workspace can buy the same plan.
        'superseded', (
            select coalesce(jsonb_agg(b.stripe_session_id order by b.created_at), '[]')
            from public.billing_sessions as b
            where
                b.workspace_id = session.workspace_id
                and b.plan_id = session.plan_id
                and b.kind = 'checkout'
                and b.status = 'open'
                and b.stripe_session_id is not null
        )
    );
end
$$;
comment on function public.begin_billing_session(uuid) is
'For workers: all that a page at Stripe is opened with; null when it waits no longer.';

create function public.keep_stripe_customer(
    workspace_id uuid, stripe_customer_id text, email text default null
) returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    kept text;
begin
    insert into public.stripe_customers (workspace_id, stripe_customer_id, email)
    values (
        keep_stripe_customer.workspace_id,
        keep_stripe_customer.stripe_customer_id,
        left(keep_stripe_customer.email, 255)
    )
    on conflict do nothing;
    select c.stripe_customer_id into kept
    from public.stripe_customers as c
    where c.workspace_id = keep_stripe_customer.workspace_id;
    return kept;
end
$$;
comment on function public.keep_stripe_customer(uuid, text, text) is
'For workers: notes the customer that was made for a workspace, and returns the one that it has: '
'the first that came.';

create function public.keep_stripe_account(workspace_id uuid, account_id text) returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    kept text;
begin
    insert into public.stripe_accounts (id, workspace_id)
    values (keep_stripe_account.account_id, keep_stripe_account.workspace_id)
    on conflict do nothing;
    select a.id into kept
    from public.stripe_accounts as a
    where a.workspace_id = keep_stripe_account.workspace_id and a.status <> 'disconnected';
    perform private.enqueue_stripe_projection(kept, 'account', kept);
    return kept;
end
$$;
comment on function public.keep_stripe_account(uuid, text) is
'For workers: notes the account that a workspace connects, and returns the one that it has: the '
'first that came.';

create function public.finish_billing_session(
    session_id uuid, stripe_session_id text, url text, expires_at timestamptz default null
) returns text
language plpgsql
set search_path = ''
as $$
#variable_conflict use_column
declare
    reached text;
begin
    update public.billing_sessions as b
    set
        status = 'open',
        stripe_session_id = finish_billing_session.stripe_session_id,
        url = finish_billing_session.url,
        expires_at = finish_billing_session.expires_at,
        error_message = null
    where b.id = finish_billing_session.session_id and b.status = 'pending'
    returning b.status into reached;
    -- Its events may have come before.
    perform private.derive_again(o)
    from public.stripe_objects as o
    where
        o.account_id = 'platform'
        and o.object = 'checkout.session'
        and o.id = finish_billing_session.stripe_session_id;
    return reached;
end
$$;
comment on function public.finish_billing_session(uuid, text, text, timestamptz) is
'For workers: the page is there. Once; null when the session waits no longer.';

create function private.fail_billing_session(job jobs.job_queue, reason text) returns void
language plpgsql
set search_path = ''
as $$
declare
    failed public.billing_sessions;
begin
    update public.billing_sessions as b
    set status = 'failed', error_message = reason
    where b.id = (job.payload ->> 'session_id')::uuid and b.status = 'pending'
    returning b.* into failed;
    update public.bundle_orders as b
    set status = 'failed'
    where
        b.workspace_id = failed.workspace_id
        and b.id = failed.bundle_order_id
        and b.status = 'pending';
end
$$;
comment on function private.fail_billing_session(jobs.job_queue, text) is
'Failure function of stripe.open_session: says so to who waits for the page.';

create function public.expire_billing_sessions() returns integer
language sql
set search_path = ''
as $$
    with ended as (
        update public.billing_sessions as b
        set status = 'expired', url = null
        where b.status = 'open' and b.expires_at < now() - interval '1 hour'
        returning 1
    )

    select count(*)::integer from ended
$$;
comment on function public.expire_billing_sessions() is
'Ends sessions whose page cannot be used any longer, also if Stripe did not say so: the portal has '
'no events. Returns how many. For workers; safe to repeat.';

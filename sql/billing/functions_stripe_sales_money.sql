-- billing: charges and refunds of a workspace's own Stripe account, as payments and refunds.

create function private.stripe_charges_of(account text, reference text)
returns setof public.stripe_objects
language sql
stable
set search_path = ''
as $$
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'charge'
        and o.data ->> 'payment_intent' = reference
    union all
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'charge'
        and o.id = reference
        and o.data ->> 'payment_intent' is null
$$;
comment on function private.stripe_charges_of(text, text) is 'The attempts to pay a sale.';

create function private.stripe_refunds_of(account text, reference text)
returns setof public.stripe_objects
language sql
stable
set search_path = ''
as $$
    select o.*
    from public.stripe_objects as o
    where
        o.account_id = account
        and o.object = 'refund'
        and o.data ->> 'payment_intent' = reference
    union
    select o.*
    from public.stripe_objects as o
    join private.stripe_charges_of(account, reference) as c on o.data ->> 'charge' = c.id
    where o.account_id = account and o.object = 'refund'
$$;
comment on function private.stripe_refunds_of(text, text) is 'What was paid back of a sale.';

create function private.charge_sums(charge jsonb, out taken bigint, out given_back bigint)
language sql
immutable
set search_path = ''
as $$
    -- What was held but not taken is let go, and counts as refunded at Stripe.
    select
        sums.taken,
        case
            when (charge ->> 'captured')::boolean
                then greatest(
                    0,
                    (charge ->> 'amount_refunded')::bigint
                    - ((charge ->> 'amount')::bigint - sums.taken)
                )
            else 0
        end
    from (
        select case
            when (charge ->> 'captured')::boolean
                then coalesce(
                    (charge ->> 'amount_captured')::bigint, (charge ->> 'amount')::bigint
                )
            else (charge ->> 'amount')::bigint
        end as taken
    ) as sums
$$;
comment on function private.charge_sums(jsonb) is
'What a charge took of the buyer, or is to take, and what of it was paid back.';

create function private.charge_status(charge jsonb) returns text
language sql
immutable
set search_path = ''
as $$
    select case
        when charge ->> 'status' = 'failed' then 'failed'
        when charge ->> 'status' = 'pending' then 'processing'
        when not (charge ->> 'captured')::boolean
            then case when (charge ->> 'refunded')::boolean then 'canceled' else 'processing' end
        when s.given_back = 0 then 'completed'
        when s.given_back < s.taken then 'partially_refunded'
        else 'refunded'
    end
    from private.charge_sums(charge) as s
$$;
comment on function private.charge_status(jsonb) is
'The status of a charge as a payment. Money that is only held is not paid yet.';

create function private.derive_stripe_payment(account text, workspace uuid, charge jsonb)
returns void
language plpgsql
set search_path = ''
as $$
declare
    money constant text := upper(charge ->> 'currency');
    made constant timestamptz := private.stripe_time(charge -> 'created');
    status constant text := private.charge_status(charge);
    completed constant timestamptz := case
        when status in ('completed', 'partially_refunded', 'refunded') then made
    end;
    failed constant timestamptz := case when status = 'failed' then made end;
    sums record;
    lost record;
    refunded timestamptz;
begin
    select * into sums from private.charge_sums(charge) as s;
    select sum((d.data ->> 'amount')::bigint) as amount, max(private.dispute_lost_at(d)) as lost_at
    into lost
    from public.stripe_objects as d
    where
        d.account_id = account
        and d.object = 'dispute'
        and d.data ->> 'charge' = charge ->> 'id'
        and d.data ->> 'status' = 'lost'
        and upper(d.data ->> 'currency') = money;
    if sums.given_back > 0 then
        select max(private.stripe_time(r.data -> 'created')) into refunded
        from public.stripe_objects as r
        where
            r.account_id = account
            and r.object = 'refund'
            and r.data ->> 'charge' = charge ->> 'id'
            and coalesce(r.data ->> 'status', '') not in ('failed', 'canceled');
    end if;
    if status in ('partially_refunded', 'refunded') then
        -- We may not have looked in between: it was paid first.
        update public.payments as p
        set status = 'completed'
        where
            p.workspace_id = workspace
            and p.stripe_payment_id = charge ->> 'id'
            and p.status in ('pending', 'processing');
    end if;
    insert into public.payments as p (
        workspace_id, stripe_payment_id, stripe_payment_intent_id, customer_id, amount,
        refunded_amount, disputed_amount, currency, payment_method, error_message, status,
        completed_at, failed_at, refunded_at, disputed_at, created_at
    )
    values (
        workspace,
        charge ->> 'id',
        private.stripe_reference(charge -> 'payment_intent'),
        private.customer_of_stripe(
            account, workspace, private.stripe_reference(charge -> 'customer')
        ),
        private.billed_amount(sums.taken, money),
        private.billed_amount(sums.given_back, money),
        private.billed_amount(coalesce(lost.amount, 0)::bigint, money),
        money,
        left(charge #>> '{payment_method_details,type}', 100),
        case when status = 'failed' then charge ->> 'failure_message' end,
        status,
        completed,
        failed,
        refunded,
        lost.lost_at,
        made
    )
    on conflict on constraint payments_stripe_unique do update
    set
        customer_id = excluded.customer_id,
        amount = excluded.amount,
        refunded_amount = excluded.refunded_amount,
        disputed_amount = excluded.disputed_amount,
        payment_method = excluded.payment_method,
        error_message = excluded.error_message,
        status = excluded.status,
        completed_at = excluded.completed_at,
        failed_at = excluded.failed_at,
        refunded_at = excluded.refunded_at,
        disputed_at = excluded.disputed_at
    where (
        p.customer_id, p.amount, p.refunded_amount, p.disputed_amount, p.payment_method,
        p.error_message, p.status, p.completed_at, p.failed_at, p.refunded_at, p.disputed_at
    ) is distinct from (
        excluded.customer_id, excluded.amount, excluded.refunded_amount, excluded.disputed_amount,
        excluded.payment_method, excluded.error_message, excluded.status, excluded.completed_at,
        excluded.failed_at, excluded.refunded_at, excluded.disputed_at
    );
    -- A new status stamps its time; Stripe's stands.
    update public.payments as p
    set completed_at = completed, failed_at = failed, refunded_at = refunded
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = charge ->> 'id'
        and (p.completed_at, p.failed_at, p.refunded_at)
        is distinct from (completed, failed, refunded);
end
$$;
comment on function private.derive_stripe_payment(text, uuid, jsonb) is
'Writes the payment that a charge is, with what was lost of it in disputes.';

create function private.dispute_lost_at(dispute public.stripe_objects) returns timestamptz
language sql
stable
set search_path = ''
as $$
    -- Stripe's dispute does not say when it was closed; its event does.
    select coalesce(
        (
            select min(e.occurred_at)
            from public.stripe_events as e
            where
                e.account_id = dispute.account_id
                and e.object = 'dispute'
                and e.object_id = dispute.id
                and e.type = 'charge.dispute.closed'
        ),
        private.stripe_time(dispute.data #> '{balance_transactions,0,created}'),
        private.stripe_time(dispute.data -> 'created')
    )
$$;
comment on function private.dispute_lost_at(public.stripe_objects) is
'When a lost dispute was decided; when the money was taken for it, if nobody told us.';

create function private.derive_stripe_refund(workspace uuid, refund jsonb) returns void
language plpgsql
set search_path = ''
as $$
declare
    money constant text := upper(refund ->> 'currency');
    payment public.payments;
begin
    select p.* into payment
    from public.payments as p
    where
        p.workspace_id = workspace
        and p.stripe_payment_id = private.stripe_reference(refund -> 'charge');
    insert into public.refunds as r (
        workspace_id, stripe_refund_id, payment_id, order_id, amount, currency, reason,
        error_message, status, refunded_at
    )
    values (
        workspace,
        refund ->> 'id',
        payment.id,
        payment.order_id,
        private.billed_amount((refund ->> 'amount')::bigint, money),
        money,
        left(refund ->> 'reason', 255),
        refund ->> 'failure_reason',
        coalesce(refund ->> 'status', 'succeeded'),
        private.stripe_time(refund -> 'created')
    )
    on conflict on constraint refunds_stripe_unique do update
    set
        payment_id = excluded.payment_id,
        order_id = coalesce(excluded.order_id, r.order_id),
        amount = excluded.amount,
        reason = excluded.reason,
        error_message = excluded.error_message,
        status = excluded.status,
        refunded_at = excluded.refunded_at
    where (
        r.payment_id, r.order_id, r.amount, r.reason, r.error_message, r.status, r.refunded_at
    ) is distinct from (
        excluded.payment_id, coalesce(excluded.order_id, r.order_id), excluded.amount,
        excluded.reason, excluded.error_message, excluded.status, excluded.refunded_at
    );
end
$$;
comment on function private.derive_stripe_refund(uuid, jsonb) is
'Writes a refund; whom it belongs to is added when its charge comes.';

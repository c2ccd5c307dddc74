-- billing: what a workspace is told when it does not pay, and the seats it pays for.
--
-- security definer:
--   private.warn_of_invoice, private.warn_of_subscription    settle security_alerts
--   private.require_seat                                     counts members, whoever adds one
--   private.grace_period                                     reads app_settings, whoever asks

create function private.grace_period() returns interval
language sql
stable
security definer
set search_path = ''
as $$
    select make_interval(
        days => coalesce((private.setting('billing.grace_days') #>> '{}')::integer, 14)
    )
$$;
comment on function private.grace_period() is
'How long a workspace keeps its plan while it owes money for it.';

create function private.resolve_alert(alert_type text, workspace uuid) returns void
language sql
set search_path = ''
as $$
    update public.security_alerts as a
    set status = 'resolved'
    where a.type = alert_type and a.workspace_id = workspace and a.status <> 'resolved'
$$;
comment on function private.resolve_alert(text, uuid) is
'Settles the alert of a type about a workspace: what it was about is over.';

create function private.warn_of_invoice() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if new.status = 'failed' then
        -- Once for each attempt, with the newest state.
        if tg_op = 'INSERT' or old.status <> 'failed' or old.attempt_count <> new.attempt_count
            or old.next_payment_attempt is distinct from new.next_payment_attempt
        then
            perform private.raise_alert(
                'payment_failed',
                case when new.next_payment_attempt is null then 'high' else 'medium' end,
                format(
                    'An invoice of %s %s could not be collected. %s',
                    new.amount,
                    new.currency,
                    coalesce(
                        format(
                            'The next attempt is on %s.',
                            to_char(new.next_payment_attempt at time zone 'UTC', 'YYYY-MM-DD')
                        ),
                        'There is no further attempt.'
                    )
                ),
                new.workspace_id,
                null,
                jsonb_build_object(
                    'invoice_id', new.id,
                    'number', new.number,
                    'amount', new.amount,
                    'currency', new.currency,
                    'attempt_count', new.attempt_count,
                    'next_payment_attempt', new.next_payment_attempt
                )
            );
        end if;
    elsif not exists (
        select
        from public.invoices as i
        where i.workspace_id = new.workspace_id and i.status = 'failed'
    ) then
        perform private.resolve_alert('payment_failed', new.workspace_id);
    end if;
    return null;
end
$$;
comment on function private.warn_of_invoice() is
'Trigger of invoices: tells the admins when a payment fails, and settles it when all is paid.';

create function private.warn_of_subscription() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
    if new.status in ('past_due', 'unpaid') then
        perform private.raise_alert(
            'subscription_unpaid',
            case new.status when 'unpaid' then 'high' else 'medium' end,
            format(
                'The subscription to %s is not paid. %s',
                (select p.name from public.subscription_plans as p where p.id = new.plan_id),
                case new.status
                    when 'unpaid' then 'Its plan does not hold until it is.'
                    else format(
                        'Its plan holds for %s days.', extract(day from private.grace_period())
                    )
                end
            ),
            new.workspace_id,
            null,
            jsonb_build_object('subscription_id', new.id, 'status', new.status)
        );
    elsif not exists (
        select
        from public.subscriptions as s
        where s.workspace_id = new.workspace_id and s.status in ('past_due', 'unpaid')
    ) then
        perform private.resolve_alert('subscription_unpaid', new.workspace_id);
    end if;
    return null;
end
$$;
comment on function private.warn_of_subscription() is
'Trigger of subscriptions: tells the admins when one is not paid, and settles it when none is.';

-- seats -----------------------------------------------------------------------------------

create function private.require_seat() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
    entitlement record;
begin
    if not new.is_active or (tg_op = 'UPDATE' and old.is_active) then
        return new;
    end if;
    -- One after the other: two people never take the last seat.
    perform from public.workspaces as w where w.id = new.workspace_id for no key update;
    select e.limit_value, e.used into entitlement
    from public.workspace_entitlements as e
    where e.workspace_id = new.workspace_id and e.feature = 'seats';
    -- The first member is the owner: a workspace without one is nobody's.
    if entitlement.used >= greatest(entitlement.limit_value, 1) then
        raise exception using
            errcode = 'PT402',
            message = 'all seats of the plan are taken',
            detail = format('%s of %s seats.', entitlement.used, entitlement.limit_value),
            hint = 'Remove a member, or subscribe to more seats: change_subscription.';
    end if;
    return new;
end
$$;
comment on function private.require_seat() is
'Trigger of workspace_members: raises PT402 where the plans count seats and all are taken.';

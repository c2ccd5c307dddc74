-- billing: triggers, job types and rows of what is asked of Stripe.

create trigger subscription_items_check_money
before insert or update of price, currency on public.subscription_items
for each row execute function private.check_money('price');

create trigger subscription_items_keep_fixed
before update of workspace_id on public.subscription_items
for each row execute function private.keep_fixed('workspace_id');

create trigger subscription_items_touch
before update on public.subscription_items
for each row execute function private.touch_updated_at();

create trigger entitlement_grants_audit
after insert or update or delete on public.entitlement_grants
for each row execute function private.audit();

create trigger entitlement_grants_keep_fixed
before update of workspace_id on public.entitlement_grants
for each row execute function private.keep_fixed('workspace_id');

create trigger entitlement_grants_touch
before update on public.entitlement_grants
for each row execute function private.touch_updated_at();

create trigger billing_sessions_keep_fixed
before update of workspace_id on public.billing_sessions
for each row execute function private.keep_fixed('workspace_id');

create trigger billing_sessions_stamp_status
before insert or update of status on public.billing_sessions
for each row execute function private.stamp_status('completed=completed_at');

create trigger billing_sessions_touch
before update on public.billing_sessions
for each row execute function private.touch_updated_at();

create trigger billing_sessions_transitions
before insert or update of status on public.billing_sessions
for each row execute function private.allow_transitions(
    'pending>open',
    'pending>completed',
    'pending>expired',
    'pending>failed',
    'open>completed',
    'open>expired',
    -- What Stripe says comes after what we knew.
    'expired>completed',
    'failed>completed',
    'failed>expired'
);

create trigger subscription_changes_check_money
before insert or update of amount_due, credit, charge, currency on public.subscription_changes
for each row execute function private.check_money('amount_due', 'credit', 'charge');

create trigger subscription_changes_keep_fixed
before update of workspace_id on public.subscription_changes
for each row execute function private.keep_fixed('workspace_id');

create trigger subscription_changes_stamp_status
before insert or update of status on public.subscription_changes
for each row execute function private.stamp_status(
    'done=completed_at', 'failed=completed_at', 'canceled=completed_at'
);

create trigger subscription_changes_touch
before update on public.subscription_changes
for each row execute function private.touch_updated_at();

create trigger subscription_changes_transitions
before insert or update of status on public.subscription_changes
for each row execute function private.allow_transitions(
    'pending>done', 'pending>failed', 'pending>canceled'
);

create trigger subscription_plans_adopt_price
after insert or update of stripe_price_id on public.subscription_plans
for each row
when (new.stripe_price_id is not null)
execute function private.adopt_stripe_price();

create trigger invoices_warn
after insert or update of status, attempt_count, next_payment_attempt on public.invoices
for each row execute function private.warn_of_invoice();

create trigger subscriptions_warn_of_new
after insert on public.subscriptions
for each row
when (new.status in ('past_due', 'unpaid'))
execute function private.warn_of_subscription();

create trigger subscriptions_warn
after update of status on public.subscriptions
for each row
when (new.status is distinct from old.status)
execute function private.warn_of_subscription();

create trigger workspace_members_require_seat
before insert or update of is_active on public.workspace_members
for each row execute function private.require_seat();

select jobs.register_type(
    'stripe.open_session',
    'Opens the page at Stripe that somebody asked for.',
    failure_function => 'private.fail_billing_session',
    max_attempts => 10,
    timeout_seconds => 120,
    backoff_seconds => 1,
    backoff_limit_seconds => 60,
    max_running_per_key => 1
);

select jobs.register_type(
    'stripe.change_subscription',
    'Carries out what an admin asked for about a subscription.',
    apply_function => 'private.apply_subscription_change',
    failure_function => 'private.fail_subscription_change',
    max_attempts => 12,
    timeout_seconds => 120,
    backoff_seconds => 2,
    backoff_limit_seconds => 600,
    max_running_per_key => 1
);

select jobs.register_type(
    'billing.sweep',
    'Ends pages that cannot be used any longer, and has made what was paid and nobody has begun.',
    max_running => 1
);

select jobs.register_type(
    'billing.fulfil_item',
    'Begins to make a part of what was bought with a bundle order.',
    failure_function => 'private.fail_bundle_item',
    max_attempts => 100,
    backoff_seconds => 30,
    backoff_limit_seconds => 3600
);

insert into jobs.schedules (schedule, job_type, cron_line)
values ('billing.sweep', 'billing.sweep', '25 * * * *');

insert into public.app_settings (key, value, description)
values
(
    'billing.return_origins',
    '[]',
    'Sites that Stripe may send people back to, such as "https://app.example.com"; none is any.'
),
(
    'billing.grace_days',
    '14',
    'How many days a workspace keeps its plan while it owes money for it.'
);

-- Private Realtime topics: a workspace's for its members, a person's for that person.
begin;
select plan(16);
\ir people.psql

-- What Realtime does on a join: it asks as the subscriber, with the topic as a setting.
create function pg_temp.can(person_name text, command text, extension text, topic text)
returns boolean
language plpgsql
as $$
declare
    affected integer;
begin
    perform set_config('realtime.topic', topic, true);
    perform pg_temp.sign_in(person_name);
    if command = 'send' then
        insert into realtime.messages (topic, extension) values (topic, extension);
        return true;
    end if;
    perform from realtime.messages as m where m.topic = can.topic and m.extension = can.extension;
    return found;
exception
    when insufficient_privilege then
        return false;
end;
$$;
create function pg_temp.home() returns text
language sql stable
as $$
    select 'workspace:' || pg_temp.workspace('Studio');
$$;
create function pg_temp.own(name text) returns text
language sql stable
as $$
    select 'user:' || pg_temp.person(name);
$$;
grant execute on all functions in schema pg_temp to public;

insert into realtime.messages (topic, extension)
select topic, 'broadcast'
from unnest(array[
    pg_temp.home(), pg_temp.own('ada'), 'lobby', 'workspace:studio', 'workspace:', '',
    'user:' || repeat('x', 36)
]) as topic;

select ok(pg_temp.can('cyd', 'receive', 'broadcast', pg_temp.home()), 'a member listens');
select pg_temp.sign_out();
select ok(pg_temp.can('dan', 'receive', 'broadcast', pg_temp.home()), 'a viewer listens');
select pg_temp.sign_out();
select ok(not pg_temp.can('eve', 'receive', 'broadcast', pg_temp.home()), 'a stranger does not');
select pg_temp.sign_out();
select ok(pg_temp.can('cyd', 'send', 'broadcast', pg_temp.home()), 'a member speaks');
select pg_temp.sign_out();
select ok(not pg_temp.can('dan', 'send', 'broadcast', pg_temp.home()), 'a viewer does not speak');
select pg_temp.sign_out();
select ok(pg_temp.can('dan', 'send', 'presence', pg_temp.home()), 'but shows to be present');
select pg_temp.sign_out();
select ok(not pg_temp.can('eve', 'send', 'broadcast', pg_temp.home()), 'a stranger does not speak');
select pg_temp.sign_out();
select ok(not pg_temp.can('eve', 'send', 'presence', pg_temp.home()), 'nor shows up');
select pg_temp.sign_out();
select ok(pg_temp.can('ada', 'receive', 'broadcast', pg_temp.own('ada')), 'a person has a topic');
select pg_temp.sign_out();
select ok(pg_temp.can('ada', 'send', 'broadcast', pg_temp.own('ada')), 'to speak to their own devices');
select pg_temp.sign_out();
select ok(not pg_temp.can('bob', 'receive', 'broadcast', pg_temp.own('ada')), 'which nobody else hears');
select pg_temp.sign_out();
select ok(not pg_temp.can('ada', 'receive', 'broadcast', 'lobby'), 'other names are closed');
select pg_temp.sign_out();
select ok(
    not pg_temp.can('ada', 'receive', 'broadcast', 'workspace:studio'), 'what is no id is closed, not an error'
);
select pg_temp.sign_out();
select ok(not pg_temp.can('ada', 'receive', 'broadcast', 'workspace:'), 'also half a name');
select pg_temp.sign_out();
select ok(
    not pg_temp.can('ada', 'send', 'broadcast', 'user:' || repeat('x', 36)), 'also a long one'
);
select pg_temp.sign_out();
select ok(not pg_temp.can('ada', 'receive', 'broadcast', ''), 'also an empty one');

select * from finish();
rollback;

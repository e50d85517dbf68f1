create table payments (
  id integer primary key,
  order_id integer not null references orders (id),
  amount numeric(10, 2) not null check (amount > 0)
);

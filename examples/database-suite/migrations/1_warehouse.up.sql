create table inventory (
  sku varchar(40) primary key,
  quantity integer not null check (quantity >= 0)
);

create table orders (
  id integer primary key,
  paid integer not null default 0 check (paid in (0, 1))
);

create table allocations (
  id integer primary key,
  order_id integer not null references orders (id) on delete cascade,
  sku varchar(40) not null references inventory (sku),
  quantity integer not null check (quantity > 0)
);

create index allocations_sku on allocations (sku);

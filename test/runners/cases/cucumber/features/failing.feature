Feature: failing
  @data
  Scenario: finds an empty shelf
    Then the shelf is not empty

  @data @early
  Scenario: is not reached
    Then the shelf is not empty

  @data @late
  Scenario: fails first
    Then the shelf is not empty

  @data
  Scenario: never ends
    Then it never ends

  @leaks
  Scenario: keeps a lock
    Then it keeps a lock

@certify-server @notification @settings
Feature: Settings

  Background:
    Given the kit plays the client
    And the lists of Alice are empty
    And Alice is signed in and synchronised

  Rule: S-SET-01 S-SET-02 A mode is kept, and cannot be set to what it is

    @S-SET-01 @S-SET-02
    Scenario Outline: Alice sets <mode> to <other> and back to <first>
      When Alice sends:
        """
        >>> <mode> <set> <other>\r\n
        # S-SET-01
        <<< <mode> <set> <version=28> <other>\r\n
        """
      And Alice signs in again
      And Alice sends:
        """
        >>> <mode> <again> <other>\r\n
        """
      Then the server goes on or closes
      When Alice signs in again
      And Alice sends:
        """
        >>> <mode> <back> <first>\r\n
        # S-SET-01
        <<< <mode> <back> <later=29> <first>\r\n
        """
      Then Alice still answers

      Examples:
        | mode | first | other |
        | GTC  | A     | N     |
        | BLP  | AL    | BL    |

  Rule: S-SET-03 A mode has two values

    @S-SET-03
    Scenario Outline: Alice sets <mode> to <value>
      When Alice sends what no client should:
        """
        >>> <mode> <set> <value>\r\n
        """
      Then the server goes on or closes

      Examples:
        | mode | value |
        | GTC  | F     |
        | BLP  | RL    |

  Rule: S-SET-05 A number is of a known type and has up to 95 bytes

    @S-SET-05
    Example: A type that does not exist
      When Alice sends what no client should:
        """
        >>> PRP <prp=10> XYZ 1\r\n
        """
      Then the server goes on or closes

    @S-SET-05
    Example: A type of four letters
      When Alice sends what no client should:
        """
        >>> PRP <prp=10> PHHH 1\r\n
        """
      Then the server goes on or closes

    @S-SET-05
    Example: A number of 96 digits
      When Alice sends what no client should:
        """
        >>> PRP <prp=10> PHH 111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111\r\n
        """
      Then the server goes on or closes

@certify-server @notification @lists
Feature: Changes of the lists that a server refuses, and what is left of those that it makes

  Background:
    Given the kit plays the client
    And the lists of Alice and Bob are empty
    And Alice is online

  Rule: S-ADD-05 S-ADD-10 Nobody can be added who has no account, whatever else is wrong

    @S-ADD-05
    Scenario Outline: An account that does not exist, for <list>
      Given there is no account <nobody>
      When Alice sends:
        """
        >>> ADD <add=10> <list> <nobody> Nobody<group>\r\n
        """
      Then the server goes on or closes

      Examples:
        | list | group |
        | FL   | \x200 |
        | AL   |       |
        | BL   |       |

    @S-ADD-05
    Example: A word that is no account
      When Alice sends:
        """
        >>> ADD <add=10> FL nobody Nobody 0\r\n
        """
      Then the server goes on or closes

    @S-ADD-10
    Example: Neither the account nor the group exists
      Given there is no account <nobody>
      When Alice sends:
        """
        >>> ADD <add=10> FL <nobody> Nobody 29\r\n
        """
      Then the server goes on or closes

  Rule: S-ADD-06 Nobody can be added twice

    @S-ADD-06
    Scenario Outline: Bob is on the <list> already
      When Alice sends:
        """
        >>> ADD <add=10> <list> <bob> Bob<group>\r\n
        # S-ADD-01 S-ADD-02
        <<< ADD <add> <list> <version=28> <bob> Bob<group>\r\n
        >>> ADD <again=11> <list> <bob> Bob<group>\r\n
        """
      Then the server goes on or closes

      Examples:
        | list | group |
        | FL   | \x200 |
        | AL   |       |
        | BL   |       |

    @S-ADD-06
    Example: Bob is in the group already
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADD <add=11> FL <bob> Bob <friends>\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=29> <bob> Bob <friends>\r\n
        >>> ADD <again=12> FL <bob> Bob <friends>\r\n
        """
      Then the server goes on or closes

  Rule: S-ADD-07 Nobody is allowed and blocked at once

    @S-ADD-07
    Scenario Outline: Bob is on the <one> and is added to the <other>
      When Alice sends:
        """
        >>> ADD <add=10> <one> <bob> Bob\r\n
        # S-ADD-01
        <<< ADD <add> <one> <version=28> <bob> Bob\r\n
        >>> ADD <again=11> <other> <bob> Bob\r\n
        """
      Then the server goes on or closes

      Examples:
        | one | other |
        | AL  | BL    |
        | BL  | AL    |

  Rule: S-ADD-08 The reverse list is not for clients to change

    @S-ADD-08
    Example: Alice puts Bob on her RL
      When Alice sends what no client should:
        """
        >>> ADD <add=10> RL <bob> Bob\r\n
        """
      Then the server goes on or closes

    @S-ADD-08
    Example: Alice takes Bob off her RL
      When Alice sends what no client should:
        """
        >>> REM <rem=10> RL <bob>\r\n
        """
      Then the server goes on or closes

  Rule: S-ADD-09 S-ADD-14 S-ADD-15 A group is one that exists, and goes with the FL

    @S-ADD-09
    Example: A group that does not exist
      When Alice sends:
        """
        >>> ADD <add=10> FL <bob> Bob 29\r\n
        """
      Then the server goes on or closes

    @S-ADD-14
    Example: No group
      When Alice sends:
        """
        >>> ADD <add=10> FL <bob> Bob\r\n
        """
      Then the server goes on or closes

    @S-ADD-15
    Scenario Outline: A group for the <list>
      When Alice sends what no client should:
        """
        >>> ADD <add=10> <list> <bob> Bob 0\r\n
        """
      Then the server goes on or closes

      Examples:
        | list |
        | AL   |
        | BL   |

  Rule: S-REM-03 S-REM-06 S-REM-07 A contact leaves one group or the list

    @S-REM-03
    Example: Bob leaves one of two groups
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADG <adg2=11> Family 0\r\n
        # S-GRP-01
        <<< ADG <adg2> <made2=29> Family <family=2> 0\r\n
        >>> ADD <add=12> FL <bob> Bob <friends>\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=30> <bob> Bob <friends>\r\n
        >>> ADD <add2=13> FL <bob> Bob <family>\r\n
        # S-ADD-02
        <<< ADD <add2> FL <added2=31> <bob> Bob <family>\r\n
        >>> REM <rem=14> FL <bob> <friends>\r\n
        # S-REM-03
        <<< REM <rem> FL <removed=32> <bob> <friends>\r\n
        """
      And Alice signs in again
      Then Alice's client knows these contacts (S-REM-03):
        | contact | lists | groups   |
        | Bob     | FL    | <family> |

    @S-REM-06
    Example: Bob is to leave a group that does not exist
      When Alice sends:
        """
        >>> ADD <add=10> FL <bob> Bob 0\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=28> <bob> Bob 0\r\n
        >>> REM <rem=11> FL <bob> 29\r\n
        """
      Then the server goes on or closes

    @S-REM-06
    Example: Bob is to leave a group that he is not in
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADG <adg2=11> Family 0\r\n
        # S-GRP-01
        <<< ADG <adg2> <made2=29> Family <family=2> 0\r\n
        >>> ADD <add=12> FL <bob> Bob <friends>\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=30> <bob> Bob <friends>\r\n
        >>> REM <rem=13> FL <bob> <family>\r\n
        """
      Then the server goes on or closes

    @S-REM-07
    Example: Bob leaves his only group
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADD <add=11> FL <bob> Bob <friends>\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=29> <bob> Bob <friends>\r\n
        >>> REM <rem=12> FL <bob> <friends>\r\n
        # S-REM-03
        <<< REM <rem> FL <removed=30> <bob> <friends>\r\n
        """
      And Alice signs in again
      Then Alice still answers

  Rule: S-REM-05 Who is taken off the FL stays on the AL

    @S-REM-05
    Example: Bob is allowed, and leaves the FL
      When Alice sends:
        """
        >>> ADD <add=10> AL <bob> Bob\r\n
        # S-ADD-01
        <<< ADD <add> AL <allowed=28> <bob> Bob\r\n
        >>> ADD <again=11> FL <bob> Bob 0\r\n
        # S-ADD-02
        <<< ADD <again> FL <added=29> <bob> Bob 0\r\n
        >>> REM <rem=12> FL <bob>\r\n
        # S-REM-01
        <<< REM <rem> FL <removed=30> <bob>\r\n
        """
      And Alice signs in again
      Then Alice still answers

  Rule: S-REA-02 S-REA-04 A name is for somebody on a list, and has an end

    @S-REA-02
    Example: Alice renames Bob, who is on none of her lists
      When Alice sends:
        """
        >>> REA <rea=10> <bob> Bobby\r\n
        """
      Then the server goes on or closes

    @S-REA-04
    Example: Alice takes a name of 388 letters
      When Alice sends what no client should:
        """
        >>> REA <rea=10> <alice> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n
        """
      Then the server goes on or closes

    @S-REA-04
    Example: Alice gives Bob a name of 388 letters
      When Alice sends:
        """
        >>> ADD <add=10> FL <bob> Bob 0\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=28> <bob> Bob 0\r\n
        """
      And Alice sends what no client should:
        """
        >>> REA <rea=11> <bob> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n
        """
      Then the server goes on or closes

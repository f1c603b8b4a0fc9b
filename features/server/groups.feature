@certify-server @notification @lists @groups
Feature: Groups

  Background:
    Given the kit plays the client
    And the lists of Alice and Bob are empty
    And Alice is signed in and synchronised

  Rule: S-GRP-02 A group takes another name, where there is one

    @S-GRP-02
    Example: Alice renames a group
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> REG <reg=11> <friends> Old%20friends 0\r\n
        # S-GRP-02
        <<< REG <reg> <renamed=29> <friends> Old%20friends 0\r\n
        """
      Then Alice still answers

    @S-GRP-02
    Example: Alice renames a group that does not exist
      When Alice sends:
        """
        >>> REG <reg=10> 29 Friends 0\r\n
        """
      Then the server goes on or closes

  Rule: S-GRP-03 A group is removed, where there is one, and the first one never

    @S-GRP-03
    Scenario Outline: Alice removes group <group>
      When Alice sends:
        """
        >>> RMG <rmg> <group>\r\n
        """
      Then the server goes on or closes

      Examples:
        | group |
        | 0     |
        | 29    |

  Rule: S-GRP-04 A group has a name of up to 61 bytes

    @S-GRP-01
    Example: A name of 61 letters
      When Alice sends:
        """
        >>> ADG <adg=10> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa <group=1> 0\r\n
        """
      Then Alice still answers

    @S-GRP-04
    Example: A name of 62 letters
      When Alice sends:
        """
        >>> ADG <adg=10> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0\r\n
        """
      Then the server goes on or closes

    @S-GRP-04
    Example: A name of 129 letters
      When Alice sends what no client should:
        """
        >>> ADG <adg=10> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 0\r\n
        """
      Then the server goes on or closes

  Rule: S-GRP-05 S-GRP-06 There are 30 groups at the most, perhaps with names of their own

    @S-GRP-05
    Example: Alice makes groups without end
      When Alice makes groups until she has 31
      And Alice sends:
        """
        >>> ADG <adg> Another 0\r\n
        """
      Then the server goes on or closes

    @S-GRP-06
    Example: Two groups of one name
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADG <again=11> Friends 0\r\n
        """
      Then the server goes on or closes

  Rule: S-GRP-07 With a group go those who were in no other

    @S-GRP-07
    Example: The group of Bob is removed
      When Alice sends:
        """
        >>> ADG <adg=10> Friends 0\r\n
        # S-GRP-01
        <<< ADG <adg> <made=28> Friends <friends=1> 0\r\n
        >>> ADD <add=11> FL <bob> Bob <friends>\r\n
        # S-ADD-02
        <<< ADD <add> FL <added=29> <bob> Bob <friends>\r\n
        >>> RMG <rmg=12> <friends>\r\n
        # S-GRP-03
        <<< RMG <rmg> <removed=30> <friends>\r\n
        """
      And Alice signs in again
      Then Alice still answers

    @S-GRP-07
    Example: One of the two groups of Bob is removed
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
        >>> RMG <rmg=14> <friends>\r\n
        # S-GRP-03
        <<< RMG <rmg> <removed=32> <friends>\r\n
        """
      And Alice signs in again
      Then Alice's client knows these contacts (S-GRP-07):
        | contact | lists | groups   |
        | Bob     | FL    | <family> |

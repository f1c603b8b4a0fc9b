@certify-server @notification @presence
Feature: Presence that is unusual, hidden, or nobody's business

  Background:
    Given the kit plays the client

  Rule: S-CHG-04 S-CHG-05 S-CHG-06 A change is refused, taken or answered by a close, and never passed over

    @S-CHG-04
    Example: FLN, which is for the server to say
      Given Alice is online
      When Alice sends what no client should:
        """
        >>> CHG <chg=10> FLN 0\r\n
        """
      Then the server goes on or closes

    @S-CHG-05
    Example: A presence that does not exist
      Given Alice is online
      When Alice sends what no client should:
        """
        >>> CHG <chg=10> XYZ 0\r\n
        """
      Then the server goes on or closes

    @S-CHG-06
    Example: The first change has no client id
      Given Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> NLN\r\n
        """
      Then the server goes on or closes

    @S-CHG-06
    Example: A later change has no client id
      Given Alice is online
      When Alice sends:
        """
        >>> CHG <chg=10> BSY\r\n
        """
      Then the server goes on or closes

  Rule: S-PRS-04 Who hides looks like somebody who left

    @S-PRS-04
    Example: Alice hides and comes forth again
      Given the lists of Alice, Bob and Carol hold only:
        | owner | list | contact |
        | Bob   | FL   | Alice   |
        | Carol | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice sends:
        """
        >>> CHG <hidden=10> HDN 0\r\n
        # S-CHG-01
        <<< CHG <hidden> HDN 0\r\n
        """
      Then Bob is told:
        """
        # S-PRS-04
        <<< FLN <alice>\r\n
        """
      Given these contacts are online:
        | contact | status | client id |
        | Carol   | NLN    | 24        |
      Then Carol is told nothing more
      And Bob is told nothing more
      When Alice sends:
        """
        >>> CHG <back=11> BSY 24\r\n
        # S-CHG-01
        <<< CHG <back> BSY 24\r\n
        """
      Then Bob is told:
        """
        # S-PRS-01 S-PRS-11
        <<< NLN BSY <alice> <alice-name=Alice> 24\r\n
        """
      And Carol is told:
        """
        # S-PRS-01 S-PRS-11
        <<< NLN BSY <alice> <alice-name> 24\r\n
        """

    @S-PRS-04 @S-CHG-02
    Example: Alice is hidden from the beginning and sees the others all the same
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Alice | FL   | Bob     |
        | Bob   | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | BSY    | 24        |
      And Alice is signed in and synchronised
      When Alice sends:
        """
        >>> CHG <chg=9> HDN 0\r\n
        # CHG S-CHG-01 ILN S-CHG-02
        <<< CHG <chg> HDN 0\r\n
            ILN <chg> BSY <bob> <bob-name=Bob> 24\r\n
        """
      Then Bob is told nothing more

  Rule: S-PRS-09 Who has not sent CHG is not there

    @S-PRS-09
    Example: Alice signs in and sets no presence
      Given the lists of Alice, Bob and Carol hold only:
        | owner | list | contact |
        | Bob   | FL   | Alice   |
        | Carol | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is signed in and synchronised
      And these contacts are online:
        | contact | status | client id |
        | Carol   | NLN    | 24        |
      Then Alice still answers
      And Bob is told nothing more
      And Carol is told nothing more

  Rule: S-PRS-10 Who takes another name is shown by it

    @S-PRS-10 @S-REA-01
    Example: Alice takes another name
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Bob   | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice sends:
        """
        >>> REA <rea=10> <alice> Alice%20again\r\n
        # S-REA-01
        <<< REA <rea> <version=28> <alice> Alice%20again\r\n
        """
      Then Bob is told:
        """
        # S-PRS-10
        <<< NLN NLN <alice> Alice%20again <client-id=0>\r\n
        """

  Rule: S-PRS-05 S-PRS-06 S-PRS-08 The lists decide who sees whom, at once

    @S-PRS-06 @S-SET-01
    Example: Alice shows herself to nobody but her allow list
      Given the lists of Alice, Bob and Carol hold only:
        | owner | list | contact |
        | Alice | AL   | Carol   |
        | Bob   | FL   | Alice   |
        | Carol | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
        | Carol   | NLN    | 24        |
      And Alice is online
      When Alice sends:
        """
        >>> BLP <blp=10> BL\r\n
        # S-SET-01
        <<< BLP <blp> <version=28> BL\r\n
        """
      Then Bob is told nothing more
      When Alice sends:
        """
        >>> CHG <chg=11> BSY 24\r\n
        # S-CHG-01
        <<< CHG <chg> BSY 24\r\n
        """
      Then Carol is told:
        """
        # S-PRS-01
        <<< NLN BSY <alice> <alice-name=Alice> 24\r\n
        """
      And Bob is told nothing more
      When Alice sends:
        """
        >>> BLP <open=12> AL\r\n
        # S-SET-01
        <<< BLP <open> <opened=29> AL\r\n
        """
      Then Alice still answers

    @S-PRS-05
    Example: Bob is blocked before he comes
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Alice | BL   | Bob     |
        | Bob   | FL   | Alice   |
      And Alice is online
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      Then Bob is told nothing more
      And Alice still answers

    @S-PRS-08
    Example: Bob is blocked no more
      Given the lists of Alice and Bob hold only:
        | owner | list | contact |
        | Alice | BL   | Bob     |
        | Bob   | FL   | Alice   |
      And these contacts are online:
        | contact | status | client id |
        | Bob     | NLN    | 24        |
      And Alice is online
      When Alice sends:
        """
        >>> REM <rem=10> BL <bob>\r\n
        # S-REM-01
        <<< REM <rem> BL <removed=30> <bob>\r\n
        """
      Then Bob is told:
        """
        # S-PRS-08
        <<< NLN NLN <alice> <alice-name=Alice> <client-id=0>\r\n
        """

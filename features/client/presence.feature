@certify-client @presence
Feature: Who is there, and who is not

  Background:
    Given the kit plays the server
    And the accounts stand as in the example session
    And these contacts are online:
      | contact | status | client id |
      | Bob     | NLN    | 24        |

  Rule: C-CHG-01 C-CHG-02 C-CHG-03 Alice says how she is

    @C-CHG-01 @C-CHG-02 @C-CHG-03
    Scenario Outline: Alice becomes <status>
      Given Alice is online
      When Alice becomes <status>
      Then Alice still answers

      Examples:
        | status |
        | BSY    |
        | BRB    |
        | AWY    |
        | PHN    |
        | LUN    |
        | HDN    |

  Rule: C-PRS-01 C-PRS-07 ILN

    @C-PRS-07
    Scenario Outline: ILN with the transaction id <trid>
      Given Alice is online
      When the server sends:
        """
        # C-PRS-07
        <<< ILN <trid> BSY <carol=carol@passport.com> Carol 0\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-07):
        | contact | status |
        | Carol   | BSY    |

      Examples:
        | trid       |
        | 0          |
        | 4294967295 |

  Rule: C-PRS-03 C-PRS-04 C-PRS-05 NLN and FLN

    @C-PRS-03
    Example: Everybody comes and goes
      Given Alice is online
      When these contacts change:
        | contact | status |
        | Bob     | FLN    |
        | Carol   | PHN    |
        | Dave    | IDL    |
        | Dave    | FLN    |
      Then Alice's client knows these contacts (C-PRS-03):
        | contact | status |
        | Bob     | FLN    |
        | Carol   | PHN    |
        | Dave    | FLN    |

    @C-PRS-03
    Example: NLN FLN
      Given Alice is online
      When the server sends:
        """
        # C-PRS-03
        <<< NLN FLN <bob=bob@passport.com> Bob 0\r\n
        """
      Then Alice still answers

    @C-PRS-04
    Example: A client id of 32 bits
      Given Alice is online
      When the server sends:
        """
        # C-PRS-04
        <<< NLN AWY <bob=bob@passport.com> Bob 4294967295\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-04):
        | contact | status |
        | Bob     | AWY    |

    @C-PRS-05
    Example: Carol takes another name
      Given Alice is online
      When these contacts change:
        | contact | status | name          |
        | Carol   | NLN    | Caroline+ 100% |
      Then Alice still answers

    @X-ENC-02 @X-ENC-03 @X-ENC-04
    Example: Carol's new name comes in a strange spelling
      Given Alice is online
      When the server sends:
        """
        <<< NLN NLN <carol=carol@passport.com> %43arol+\xC3\xA9%C3%A9 0\r\n
        """
      Then Alice still answers

  Rule: C-PRS-02 C-PRS-06 Accounts of every kind

    @C-PRS-02
    Example: NLN and FLN of somebody who is in no list
      Given Alice is online
      When the server sends:
        """
        # C-PRS-02
        <<< NLN NLN emily@passport.com Emily 0\r\n
            FLN emily@passport.com\r\n
        """
      Then Alice still answers

    @C-PRS-06
    Example: An account that begins with digits
      Given Alice is signed in
      When Alice synchronises:
        """
        # C-SYN-01
        >>> SYN <syn=8> <cached=6>\r\n
        <<< SYN <syn> 27 2 1\r\n
            GTC A\r\n
            BLP AL\r\n
            LSG 0 Other%20Contacts 0\r\n
            LST 123abc@passport.com Digits 3 0\r\n
            LST 42@passport.com Answer 3 0\r\n
        # C-CHG-01
        >>> CHG <chg=9> <rest-status=NLN 0>\r\n
        <<< CHG <chg> <rest-status>\r\n
        # C-PRS-06
        <<< NLN BSY 123abc@passport.com Digits 0\r\n
            NLN BSY 42@passport.com Answer 0\r\n
        # C-PRS-06
        <<< FLN 123abc@passport.com\r\n
        """
      Then Alice still answers
      And Alice's client knows these contacts (C-PRS-06):
        | contact             | status |
        | 123abc@passport.com | FLN    |
        | 42@passport.com     | BSY    |
